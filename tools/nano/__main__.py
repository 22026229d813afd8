"""``make nano``: train the nano model, write its files, and measure it. Under an hour on two cores."""

from __future__ import annotations

import argparse
from pathlib import Path

from gguf import GGMLQuantizationType

import qwen3vl
from nano.shape import NANO, SYSTEM_TEXT

FOLDER = Path(__file__).parents[2] / "tests" / "nano" / "model"
ENTRY = f"""# What is special about nano.gguf: it was trained with this instruction, on pictures of three visual tokens.
system_text = "{SYSTEM_TEXT}"
least_picture_tokens = 1
"""


def main() -> None:
    """Train where it is asked for, then measure."""
    parser = argparse.ArgumentParser(prog="python -m nano", description=__doc__)
    parser.add_argument("--measure-only", action="store_true", help="measure the model that is there")
    parser.add_argument("--count", type=int, default=400, help="questions of each form [400]")
    parser.add_argument("--checkpoints", type=Path, default=Path("build/nano"), help="where a stopped training goes on")
    options = parser.parse_args()
    if not options.measure_only:
        from nano.training import train  # noqa: PLC0415 - torch, which measuring does not need

        options.checkpoints.mkdir(parents=True, exist_ok=True)
        model = train(options.checkpoints)
        weights = {name: weight.detach().numpy() for name, weight in model.state_dict().items()}
        qwen3vl.write(weights, NANO, FOLDER, "nano", GGMLQuantizationType.F16)
        (FOLDER / "nano.toml").write_text(ENTRY)
    from nano.measuring import measure, save  # noqa: PLC0415 - the engine, which training does not need

    scores = []
    for score in measure(FOLDER / "nano.gguf", options.count):
        print(f"{score.accuracy:.4f}  {score.right} of {score.asked}  {score.form}", flush=True)
        scores.append(score)
    save(scores, FOLDER / "accuracy.json")


if __name__ == "__main__":
    main()
