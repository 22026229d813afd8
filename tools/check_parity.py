"""Check that lookdesk with llama.cpp says what ``transformers`` says: the same weights, pictures and questions.

    python -m venv parity
    parity/bin/pip install torch==2.13.0 transformers==5.24.0 .
    parity/bin/python tools/check_parity.py

One side is lookdesk's own way: its resizing, its prompt, its client, and llama.cpp's server. The other is the
reference model in ``transformers``, which gets the same resized pixels. Both choose the likeliest token each time.
Ends with 1 where they do not agree; writes ``benchmarks/results/parity.md`` and ``.json``.
"""

from __future__ import annotations

import json
import platform
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import numpy as np
from gguf import GGMLQuantizationType

from parity.asked import as_it_is, conversations
from parity.reference import Reference
from parity.served import say, serving
from qwen3vl import Shape, vocabulary, write
from qwen3vl.weights import random, text_weights, vision_weights

RESULTS = Path(__file__).parent.parent / "benchmarks" / "results"
TOKENS = 16
BOUND = 0.005
"""Of logprobs: half a per cent of a token's probability. Three seeds of weights and pictures gave 0.003 at most, nearly
all of it from the vision tower: where it says the same of every picture, the two agree to 0.0001."""
CHANGED = 4
"""So many tokens, at least, must be others where grey stands in the picture's place: a model that does not look would
agree on anything."""

SHAPE = Shape(
    name="Qwen3-VL of random weights",
    layers=4,
    hidden=256,
    heads=4,
    kv_heads=2,
    head_width=128,
    ffn=512,
    vocabulary=vocabulary.SIZE,
    rope_sections=(24, 20, 20),
    vision_layers=6,
    vision_hidden=128,
    vision_heads=2,
    vision_ffn=256,
    position_side=48,
    deepstack=(1, 3, 5),
)
"""Heads, how they turn, and the table of positions are as in the real models; all else is small."""


@dataclass(frozen=True, slots=True)
class Row:
    """How far the two agree on one conversation."""

    asked: str
    seen: str
    same_tokens: int
    difference: float
    changed_by_grey: int
    served_same_tokens: int
    """With attention in 16 bits, as llama.cpp does it where nothing else is said."""
    served_difference: float
    text: str

    @property
    def is_met(self) -> bool:
        return self.same_tokens == TOKENS and self.difference <= BOUND and self.changed_by_grey >= CHANGED


def measure() -> tuple[list[Row], int]:
    """Compare; return the rows, and how many tokens agree where each side resizes a picture in its own way."""
    generator = np.random.default_rng(0)
    weights = {each.name: random(each, generator) for each in (*vision_weights(SHAPE), *text_weights(SHAPE))}
    reference = Reference(weights, SHAPE)
    with tempfile.TemporaryDirectory() as folder:
        files = write(weights, SHAPE, Path(folder), "parity", GGMLQuantizationType.F32)
        with serving(files, is_exact=True) as engine:
            asked = list(conversations(engine.capabilities))
            exact = [say(engine, each, TOKENS) for each in asked]
            alone = say(engine, as_it_is(), TOKENS).same_as(reference.say(as_it_is(), TOKENS, resizes=True))
        with serving(files, is_exact=False) as engine:
            served = [say(engine, each, TOKENS) for each in asked]
    rows = []
    for each, ours, ours_served in zip(asked, exact, served, strict=True):
        theirs, of_grey = reference.say(each, TOKENS), reference.say(each, TOKENS, grey=True)
        rows.append(
            Row(
                asked=each.name,
                seen=", ".join(f"{image.width} × {image.height}" for image in each.pictures()),
                same_tokens=ours.same_as(theirs),
                difference=ours.distance(theirs),
                changed_by_grey=sum(a != b for a, b in zip(of_grey.tokens, theirs.tokens, strict=True)),
                served_same_tokens=ours_served.same_as(theirs),
                served_difference=ours_served.distance(theirs),
                text=vocabulary.decode(theirs.tokens),
            )
        )
    return rows, alone


def faults(rows: Sequence[Row], alone: int) -> list[str]:
    """Say what is wrong; the pair that agrees least comes first."""
    found = []
    if not all(row.is_met for row in rows):
        worst = min(rows, key=lambda row: (row.is_met, row.same_tokens, -row.difference))
        found.append(
            f"They agree least on {worst.asked}: {worst.same_tokens} of {TOKENS} tokens, logprobs within "
            f"{worst.difference:.2g}; grey instead changes {worst.changed_by_grey} tokens."
        )
    if len({row.text for row in rows}) < len(rows):
        found.append("Different pictures are answered alike: the weights do not look.")
    if alone == TOKENS:
        found.append("They agree even where each resizes in its own way: this check would notice nothing.")
    return found


def report(rows: Sequence[Row], alone: int) -> str:
    """Write ``parity.json`` and ``parity.md``; return the page."""
    packages = ("lookdesk", "xllamacpp", "transformers", "torch")
    circumstances = {
        "command": "make parity",
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "versions": ", ".join(f"{name} {version(name)}" for name in packages),
        "machine": f"{platform.system()} {platform.machine()}, Python {platform.python_version()}",
        "model": f"random weights in 32 bits, {SHAPE.layers} text and {SHAPE.vision_layers} vision layers",
        "asked for": f"the same {TOKENS} likeliest tokens, logprobs within {BOUND}, and at least {CHANGED} tokens "
        "that are others where a grey picture of the same size stands in the picture's place",
        "largest difference of logprobs": f"{max(row.difference for row in rows):.2g}",
        "the same with attention in 16 bits, llama.cpp's default": (
            f"{max(row.served_difference for row in rows):.2g}, "
            f"at least {min(row.served_same_tokens for row in rows)} of {TOKENS} tokens agree"
        ),
        "without lookdesk's resizing (333 × 251, each side in its own way)": f"{alone} of {TOKENS} tokens agree",
    }
    lines = ["# Parity with transformers", "", *(f"- {name}: {value}" for name, value in circumstances.items()), ""]
    lines += [
        "| Picture | As seen | Same tokens | Difference | In 16 bits | Changed by grey | Met |",
        "|---|---|---|---|---|---|---|",
    ]
    for row in rows:
        met = "yes" if row.is_met else "**no**"
        served = f"{row.served_same_tokens} of {TOKENS}, {row.served_difference:.2g}"
        lines.append(
            f"| {row.asked} | {row.seen} | {row.same_tokens} of {TOKENS} | {row.difference:.2g} | {served} | "
            f"{row.changed_by_grey} of {TOKENS} | {met} |"
        )
    page = "\n".join(lines) + "\n"
    body = {"circumstances": circumstances, "rows": [asdict(row) | {"is_met": row.is_met} for row in rows]}
    (RESULTS / "parity.json").write_text(json.dumps(body, indent=2, ensure_ascii=False) + "\n")
    (RESULTS / "parity.md").write_text(page)
    return page


def main() -> None:
    """Compare, write the report, end with 1 where the two do not agree."""
    rows, alone = measure()
    print(report(rows, alone))
    if wrong := faults(rows, alone):
        sys.exit("\n".join(wrong))


if __name__ == "__main__":
    main()
