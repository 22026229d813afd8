"""Measure the reader of displays on drawn pictures that training never saw.

    .venv/bin/python tools/check_digits.py --pages 300

Prints how many rows of digits there were, how many were read right, and how often a reading of each score was right.
"""

from __future__ import annotations

import argparse

import cv2
import numpy as np

from draw_pages import draw_page
from lookdesk.ocr.displays import read_displays


def main() -> None:
    """Draw, read, count."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--pages", type=int, default=300)
    parser.add_argument("--seed", type=int, default=990_000)
    arguments = parser.parse_args()
    rng = np.random.default_rng(arguments.seed)
    rows_drawn = rows_read = 0
    readings: list[tuple[float, bool]] = []
    for _ in range(arguments.pages):
        picture, rows = draw_page(rng, 640, 480)
        lines = read_displays(picture, [])
        for row in rows:
            here = [line for line in lines if cv2.pointPolygonTest(row.quad, line.box.center, False) >= 0]
            rows_drawn += 1
            rows_read += any(line.text == row.text for line in here)
        for line in lines:
            hits = [row for row in rows if cv2.pointPolygonTest(row.quad, line.box.center, False) >= 0]
            readings.append((line.score, any(row.text == line.text for row in hits)))
    print(f"{rows_read} of {rows_drawn} rows read right at any score")
    for low, high in ((0.0, 0.2), (0.2, 0.4), (0.4, 0.6), (0.6, 0.8), (0.8, 1.01)):
        of_score = [is_right for score, is_right in readings if low <= score < high]
        print(f"score {low:.1f} to {min(high, 1):.1f}: {sum(of_score)} of {len(of_score)} right")


if __name__ == "__main__":
    main()
