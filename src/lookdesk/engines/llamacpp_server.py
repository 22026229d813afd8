"""The process of the embedded engine: llama.cpp's own server on loopback, as its plan says. Run by ``child.py``."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import xllamacpp

from lookdesk import devices
from lookdesk.engines import childhood
from lookdesk.engines.plan import Plan, make_plan, read_cost
from lookdesk.errors import LookdeskError
from lookdesk.pictures import MOST_TOKENS

Q8_0 = 8
"""``GGML_TYPE_Q8_0``."""


def main() -> None:
    """Start the server, say where it is, and stay until the parent ends."""
    options = childhood.begin()
    try:
        plan = make_plan(
            devices.here(),
            read_cost(Path(options["model"]), options["weights_bytes"]),
            picture_tokens=options["picture_tokens"],
            answer_tokens=options["answer_tokens"],
            slots=options["slots"],
        )
        if not plan.fits:
            raise LookdeskError(f"there is no room for the model: {'; '.join(plan.lines())}")
        server = xllamacpp.Server(_params(options, plan))
    except (LookdeskError, OSError, ValueError, RuntimeError) as error:
        childhood.say({"error": str(error)})
        return
    childhood.say(
        {
            "address": server.listening_address,
            "slots": plan.slots,
            "context_tokens": plan.context_tokens,
            "device": plan.machine.device,
            "is_gpu": plan.machine.is_gpu,
        }
    )
    childhood.stay()


def _params(options: Mapping[str, Any], plan: Plan) -> xllamacpp.CommonParams:
    params = xllamacpp.CommonParams()
    params.model.path = options["model"]
    params.mmproj.path = options["mmproj"] or ""
    params.no_mmproj = options["mmproj"] is None
    params.hostnames = ["127.0.0.1"]
    params.port = 0
    params.api_keys = [options["key"]]
    params.n_parallel = plan.slots
    params.n_ctx = plan.slots * plan.context_tokens
    params.kv_unified = False
    if plan.cache_type == "q8_0":
        params.cache_type_k = params.cache_type_v = Q8_0
    params.cache_ram_mib = plan.parked_bytes // 2**20
    params.n_gpu_layers = -1  # as many as fit: llama.cpp places them over all devices by their free memory
    params.image_min_tokens, params.image_max_tokens = 1, MOST_TOKENS  # lookdesk has resized already
    params.warmup = False
    params.use_jinja = True
    params.ui = False
    params.endpoint_slots = False
    params.verbosity = 1
    return params


if __name__ == "__main__":
    main()
