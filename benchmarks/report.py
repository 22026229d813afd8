"""Writes what was measured, with all that is needed to judge it: command, commit, machine, date."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from lookdesk import __version__

RESULTS = Path(__file__).parent / "results"


@dataclass(frozen=True, slots=True)
class Measurement:
    """A figure and its bound."""

    name: str
    value: float
    unit: str
    bound: float
    detail: str = ""
    is_least: bool = False
    """Is the bound the least that is asked for, instead of the most?"""
    more: tuple[str, ...] = ()
    """What the figure is made of: lines that stand below all figures."""

    @property
    def is_met(self) -> bool:
        return self.value >= self.bound if self.is_least else self.value <= self.bound


def write(part: str, measurements: list[Measurement], load: float) -> Path:
    """Write ``results/<part>.md`` and ``.json``.

    Args:
        part: the benchmark's name.
        measurements: what it measured.
        load: the machine's load average before it began; over 0.5 the figures are not to be trusted.

    Returns:
        The Markdown file.
    """
    circumstances = {
        "command": f"python -m benchmarks {part}",
        "commit": _commit(),
        "version": __version__,
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": _machine(),
        "load before": f"{load:.2f}",
    }
    RESULTS.mkdir(exist_ok=True)
    rows = [asdict(measurement) | {"is_met": measurement.is_met} for measurement in measurements]
    body = json.dumps({"circumstances": circumstances, "measurements": rows}, indent=2, ensure_ascii=False)
    (RESULTS / f"{part}.json").write_text(f"{body}\n")
    path = RESULTS / f"{part}.md"
    path.write_text(as_markdown(part, circumstances, measurements))
    return path


def as_markdown(part: str, circumstances: dict[str, str], measurements: list[Measurement]) -> str:
    """Return the report as a page."""
    lines = [f"# {part.capitalize()}", "", *(f"- {name}: {value}" for name, value in circumstances.items()), ""]
    lines += ["| What | Measured | Bound | Met | Detail |", "|---|---|---|---|---|"]
    for m in measurements:
        met = "yes" if m.is_met else "**no**"
        sign = "≥" if m.is_least else "≤"
        lines.append(f"| {m.name} | {m.value:.4g} {m.unit} | {sign} {m.bound:g} {m.unit} | {met} | {m.detail} |")
    for m in measurements:
        lines += ["", *m.more] if m.more else []
    return "\n".join(lines) + "\n"


def _commit() -> str:
    def git(*arguments: str) -> str:
        done = subprocess.run(["git", *arguments], cwd=RESULTS.parent, capture_output=True, text=True, check=False)
        return done.stdout.strip()

    changes = git("status", "--porcelain", "--", "../src", "../pyproject.toml", "../requirements")
    return (git("rev-parse", "--short=12", "HEAD") or "unknown") + (" with changes" if changes else "")


def _machine() -> str:
    memory_gb = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 1e9
    return (
        f"{_cpu()}, {os.cpu_count()} cores, {memory_gb:.0f} GB, {platform.system()} {platform.machine()}, "
        f"Python {'.'.join(map(str, sys.version_info[:3]))}"
    )


def _cpu() -> str:
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        for line in cpuinfo.read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or "unknown processor"
