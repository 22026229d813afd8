"""What a model may run on: the GPUs with their free memory, or the processor with what is left of the machine's."""

from __future__ import annotations

import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

GPU_TYPE = 1
"""``GGML_BACKEND_DEVICE_TYPE_GPU``; integrated ones share the processor's memory and are left out."""
_CGROUPS = (
    (Path("/sys/fs/cgroup/memory.max"), Path("/sys/fs/cgroup/memory.current")),
    (Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"), Path("/sys/fs/cgroup/memory/memory.usage_in_bytes")),
)
"""Where a container's bound and use stand. Source: Linux, cgroup versions 2 and 1."""


@dataclass(frozen=True, slots=True)
class Machine:
    """Where a model is to run."""

    device: str
    free_bytes: int
    """Of the GPUs together, or of the machine's memory."""
    is_gpu: bool
    beside_bytes: int = 0
    """Free memory beside the GPUs, for layers that have no room on them."""


def here() -> Machine:
    """Return what this machine has."""
    import xllamacpp  # noqa: PLC0415 - 100 MB, and only who runs a model here needs it

    return machine(xllamacpp.get_device_info())


def machine(devices: Sequence[Mapping[str, Any]]) -> Machine:
    """Choose the GPUs where there are any, else the processor.

    Args:
        devices: as llama.cpp lists them: ``type``, ``description`` and ``memory_free`` in bytes.
    """
    gpus = [device for device in devices if int(device["type"]) == GPU_TYPE]
    if not gpus:
        return Machine("CPU", free_memory_bytes(), is_gpu=False)
    names = [str(device["description"]) for device in gpus]
    counts = {name: names.count(name) for name in names}
    label = ", ".join(name if count == 1 else f"{count} × {name}" for name, count in counts.items())
    # a Mac's GPU has no memory of its own
    beside_bytes = 0 if platform.system() == "Darwin" else free_memory_bytes()
    return Machine(label, sum(int(device["memory_free"]) for device in gpus), is_gpu=True, beside_bytes=beside_bytes)


def free_memory_bytes() -> int:
    """Return the memory that a new program can have, within a container's bound."""
    free = int(psutil.virtual_memory().available)
    return min([free, *(bound for paths in _CGROUPS if (bound := _left(*paths)) is not None)])


def _left(most: Path, used: Path) -> int | None:
    try:
        return max(0, int(most.read_text()) - int(used.read_text()))
    except (OSError, ValueError):  # there is no such file, or it says "max"
        return None
