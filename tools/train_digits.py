"""Train the two networks that read digital displays, on pictures drawn by ``draw_digits.py`` as it goes.

    python -m venv train
    train/bin/pip install torch==2.13.0 onnx onnxruntime .
    train/bin/python tools/train_digits.py

Both runs start from a fixed seed and stop after a fixed number of steps. Weights are stored as 16-bit floats.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import cv2
import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import Tensor, nn
from torch.nn import functional
from torch.utils.data import DataLoader, IterableDataset

from draw_digits import ALPHABET as DRAWN
from draw_pages import draw_close, draw_nothing, draw_page
from lookdesk.ocr.displays import ALPHABET, CELL, SHRINK, STEP, cut_strip, look_at
from paint import recolour

assert ALPHABET == DRAWN
MODELS = Path(__file__).parent.parent / "src/lookdesk/ocr/models"
Loss = Callable[[nn.Module, tuple[Tensor, ...]], Tensor]
PAGE = (416, 320)
RATE = 3e-3
MIN_DIGIT = 8.0
"""Digits lower than this (pixels of the reduced picture) are neither asked for nor punished."""


def _block(inside: int, outside: int, stride: int | tuple[int, int] = 1) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(inside, outside, 3, stride, 1, bias=False), nn.BatchNorm2d(outside), nn.ReLU(inplace=True)
    )


class RowFinder(nn.Module):
    """A small pyramid that tells where rows of segment digits (map 0) and drums (map 1) are."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(4, 24, 4, 4, bias=False), nn.BatchNorm2d(24), nn.ReLU(), _block(24, 24))
        self.deeper = nn.ModuleList([
            nn.Sequential(_block(24, 40, 2), _block(40, 40)),
            nn.Sequential(_block(40, 72, 2), _block(72, 72), _block(72, 72)),
            nn.Sequential(_block(72, 96, 2), _block(96, 96), _block(96, 96)),
        ])  # fmt: skip
        self.sides = nn.ModuleList(nn.Conv2d(width, 24, 1) for width in (24, 40, 72, 96))
        self.head = nn.Sequential(_block(24, 24), nn.Conv2d(24, 2, 1))

    def forward(self, picture: Tensor) -> Tensor:
        """Return logits, one for each cell."""
        levels = [self.stem(picture)]
        for stage in self.deeper:
            levels.append(stage(levels[-1]))
        merged = self.sides[-1](levels[-1])
        for side, level in zip(reversed(self.sides[:-1]), reversed(levels[:-1]), strict=True):
            merged = functional.relu(side(level) + functional.interpolate(merged, scale_factor=2.0, mode="nearest"))
        return self.head(merged)


class DigitReader(nn.Module):
    """Columns of a strip to the chances of each character (CTC, blank first)."""

    def __init__(self) -> None:
        super().__init__()
        self.look = nn.Sequential(
            _block(4, 24, 2), _block(24, 48, 2), _block(48, 48), _block(48, 64, (2, 1)), _block(64, 64),
            _block(64, 96, (2, 1)),
            nn.Conv2d(96, 112, (2, 1), bias=False), nn.BatchNorm2d(112), nn.ReLU(),
        )  # fmt: skip
        self.join = nn.Sequential(
            nn.Conv1d(112, 112, 5, padding=2, bias=False), nn.BatchNorm1d(112), nn.ReLU(),
            nn.Conv1d(112, 112, 5, padding=4, dilation=2, bias=False), nn.BatchNorm1d(112), nn.ReLU(),
        )  # fmt: skip
        self.name = nn.Conv1d(112, len(ALPHABET) + 1, 1)

    def forward(self, strip: Tensor) -> Tensor:
        """Return logits, batch × steps × characters."""
        columns = self.look(strip).squeeze(2)
        return self.name(columns + self.join(columns)).transpose(1, 2)


def shake(rng: np.random.Generator, quad: np.ndarray) -> np.ndarray:
    """Move a row's corners as much as the first network may be off."""
    digit = float(np.linalg.norm(quad[3] - quad[0]))
    left, right = rng.uniform(-0.35, 0.25), rng.uniform(-0.25, 0.35)
    taller = rng.choice([rng.normal(0, 0.1), rng.normal(0, 0.1), rng.uniform(0, 0.7)])
    top = rng.normal(-taller / 2, 0.08)
    bottom = taller + top
    along = (quad[1] - quad[0]) / max(float(np.linalg.norm(quad[1] - quad[0])), 1) * digit
    down = quad[3] - quad[0]
    corners = [along * left + down * top, along * right + down * top]
    corners += [along * right + down * bottom, along * left + down * bottom]
    return (quad + np.stack(corners) + rng.normal(0, 0.02 * digit, (4, 2))).astype(np.float32)


def draw_strips(rng: np.random.Generator) -> list[tuple[np.ndarray, str]]:
    """Draw one place in two cuts and colourings, with its text; one in twelve holds no digits."""
    digit = float(np.exp(rng.uniform(np.log(11), np.log(56))))
    if rng.random() < 0.08:
        image, text, is_drum = draw_nothing(rng, digit), "", False
        height, width = image.shape[:2]
        quad = np.float32(
            [(digit, digit * 0.6), (width - digit, digit * 0.6), (width - digit, digit * 1.6), (digit, digit * 1.6)]
        )
    else:
        while True:
            image, rows = draw_close(rng, digit)
            height, width = image.shape[:2]
            rows = [row for row in rows if (row.quad > -1).all() and (row.quad < (width + 1, height + 1)).all()]
            if rows:
                break
        row = rows[int(rng.integers(len(rows)))]
        quad, text, is_drum = row.quad, row.text, row.is_drum
    other = image if is_drum else recolour(rng, image)
    return [(cut_strip(seen, shake(rng, quad), float(rng.uniform(0.3, 1.6))), text) for seen in (image, other)]


def draw_target(rows: list, shape: tuple[int, int]) -> tuple[np.ndarray, np.ndarray]:
    """Return the map that the first network should answer with, and what counts in it."""
    target = np.zeros((2, *shape), np.uint8)
    counts = np.ones(shape, np.uint8)
    for row in rows:
        quad = row.quad / CELL
        down = (quad[3] - quad[0] + quad[2] - quad[1]) / 2
        digit = float(np.linalg.norm(down))
        along = (quad[1] - quad[0]) / max(float(np.linalg.norm(quad[1] - quad[0])), 1e-3) * digit
        if digit * CELL < MIN_DIGIT:
            cv2.fillConvexPoly(counts, np.round(quad).astype(np.int32), 0)
            continue
        inner = quad + SHRINK * np.stack([along + down, down - along, -along - down, along - down]) - 0.5
        cv2.fillConvexPoly(target[int(row.is_drum)], np.round(inner * 16).astype(np.int32), 255, cv2.LINE_AA, 4)
    return target.astype(np.float32) / 255, counts.astype(np.float32)


class Pages(IterableDataset):
    """Batches for the first network, drawn for ever."""

    def __init__(self, seed: int, batch: int) -> None:
        self.seed, self.batch = seed, batch

    def __iter__(self) -> Iterator[tuple[Tensor, Tensor, Tensor]]:
        cv2.setNumThreads(1)
        rng = np.random.default_rng(self.seed)
        while True:
            drawn = [draw_page(rng, *PAGE) for _ in range(self.batch)]
            wanted = [draw_target(rows, (PAGE[1] // CELL, PAGE[0] // CELL)) for _, rows in drawn]
            for change in (lambda image: image, lambda image: recolour(rng, image)):
                seen = [
                    (look_at(change(image))[0][0], *target) for (image, _), target in zip(drawn, wanted, strict=True)
                ]
                yield tuple(torch.from_numpy(np.stack(part)) for part in zip(*seen, strict=True))


class Strips(IterableDataset):
    """Batches for the second network, of about the same width each, drawn for ever."""

    def __init__(self, seed: int, batch: int) -> None:
        self.seed, self.batch = seed, batch

    def __iter__(self) -> Iterator[tuple[Tensor, Tensor, Tensor, Tensor]]:
        cv2.setNumThreads(1)
        rng = np.random.default_rng(self.seed)
        while True:
            drawn = [strip for _ in range(self.batch * 8) for strip in draw_strips(rng)]
            pool = sorted(drawn, key=lambda drawn: drawn[0].shape[2])
            for place in rng.permutation(16):
                part = pool[place * self.batch : (place + 1) * self.batch]
                width = max(strip.shape[2] for strip, _ in part)
                strips = np.zeros((len(part), 4, part[0][0].shape[1], width), np.float32)
                for row, (strip, _) in enumerate(part):
                    strips[row, :, :, : strip.shape[2]] = strip
                targets = [ALPHABET.index(char) + 1 for _, text in part for char in text]
                yield (torch.from_numpy(strips), torch.tensor(targets), torch.tensor([len(text) for _, text in part]),
                       torch.tensor([strip.shape[2] // STEP for strip, _ in part]))  # fmt: skip


def find_loss(model: nn.Module, batch: tuple[Tensor, ...]) -> Tensor:
    """Return cross entropy and overlap of the map with its target."""
    picture, target, counts = batch
    logits = model(picture)
    counts = counts[:, None]
    entropy = functional.binary_cross_entropy_with_logits(logits, target, reduction="none") * counts
    chance = torch.sigmoid(logits) * counts
    both = (chance * target).sum((0, 2, 3))
    overlap = 1 - (2 * both + 1) / (chance.sum((0, 2, 3)) + target.sum((0, 2, 3)) + 1)
    return 5 * (entropy * (1 + 2 * target)).mean() + overlap.mean()


def read_loss(model: nn.Module, batch: tuple[Tensor, ...]) -> Tensor:
    """Return the CTC loss."""
    strips, targets, lengths, steps = batch
    chances = functional.log_softmax(model(strips), 2).transpose(0, 1)
    return functional.ctc_loss(chances, targets, steps, lengths, zero_infinity=True)


def train(model: nn.Module, batches: IterableDataset, loss_of: Loss, steps: int) -> nn.Module:
    """Train for a number of steps, with a rate that rises once and falls to nothing."""
    began = time.monotonic()
    model = model.to(memory_format=torch.channels_last)
    optimiser = torch.optim.AdamW(model.parameters(), RATE, weight_decay=1e-3)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, RATE, total_steps=steps, pct_start=0.1)
    mean = 0.0
    for step, batch in enumerate(DataLoader(batches, batch_size=None, num_workers=1, prefetch_factor=8)):
        with torch.autocast("cpu", torch.bfloat16):
            loss = loss_of(model, batch)
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 5.0)
        optimiser.step()
        schedule.step()
        mean = loss.item() if not step else 0.98 * mean + 0.02 * loss.item()
        if step % 100 == 0:
            print(f"{type(model).__name__} {step}/{steps} loss {mean:.4f} {time.monotonic() - began:.0f} s", flush=True)
        if step + 1 >= steps:
            break
    return model.to(memory_format=torch.contiguous_format).eval()


def export(model: nn.Module, example: Tensor, names: tuple[str, str], path: Path, free: dict) -> None:
    """Write the network as ONNX, its weights in 16 bits."""
    torch.onnx.export(model, (example,), str(path), input_names=[names[0]], output_names=[names[1]],
                      dynamic_axes={names[0]: free}, opset_version=17, dynamo=False)  # fmt: skip
    graph = onnx.load(str(path))
    casts = []
    for weight in list(graph.graph.initializer):
        if weight.data_type == TensorProto.FLOAT and len(weight.raw_data) > 256:
            name = weight.name
            small = numpy_helper.from_array(numpy_helper.to_array(weight).astype(np.float16), f"{name}_16")
            graph.graph.initializer.remove(weight)
            graph.graph.initializer.append(small)
            casts.append(helper.make_node("Cast", [f"{name}_16"], [name], to=TensorProto.FLOAT))
    for cast in casts:
        graph.graph.node.insert(0, cast)
    onnx.checker.check_model(graph)
    onnx.save(graph, str(path))
    print(path, path.stat().st_size)


def main() -> None:
    """Train and write both networks."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--only", choices=("rows", "digits"))
    parser.add_argument("--row-steps", type=int, default=3000)
    parser.add_argument("--digit-steps", type=int, default=4500)
    parser.add_argument("--out", type=Path, default=MODELS)
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    arguments.out.mkdir(parents=True, exist_ok=True)
    if arguments.only != "digits":
        torch.manual_seed(0)
        finder = train(RowFinder(), Pages(1, 12), find_loss, arguments.row_steps)
        export(nn.Sequential(finder, nn.Sigmoid()), torch.zeros(1, 4, 320, 416), ("picture", "heat"),
               arguments.out / "display_rows.onnx", {2: "height", 3: "width"})  # fmt: skip
    if arguments.only != "rows":
        torch.manual_seed(0)
        reader = train(DigitReader(), Strips(2, 32), read_loss, arguments.digit_steps)
        export(nn.Sequential(reader, nn.Softmax(2)), torch.zeros(1, 4, 32, 160), ("strip", "chances"),
               arguments.out / "display_digits.onnx", {0: "batch", 3: "width"})  # fmt: skip


if __name__ == "__main__":
    main()
