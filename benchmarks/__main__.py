"""``python -m benchmarks [PART…]``: measure, write reports, end with 1 where a bound is not met."""

from __future__ import annotations

import os
import sys

from benchmarks import (
    exporting,
    killing,
    memory,
    mixing,
    overhead,
    queueing,
    report,
    rounds,
    speed,
    storing,
    warming,
)

PARTS = {
    "speed": speed.measure,
    "memory": memory.measure,
    "queueing": queueing.measure,
    "overhead": overhead.measure,
    "warming": warming.measure,
    "rounds": rounds.measure,
    "mixing": mixing.measure,
    "storing": storing.measure,
    "killing": killing.measure,
    "exporting": exporting.measure,
}


def main() -> None:
    """Run the parts named, or all of them."""
    names = sys.argv[1:] or list(PARTS)
    if unknown := set(names) - set(PARTS):
        sys.exit(f"There is no part {', '.join(sorted(unknown))}. Parts: {', '.join(PARTS)}.")
    is_all_met = True
    for name in names:
        load = os.getloadavg()[0]
        found = PARTS[name]()
        path = report.write(name, found, load)
        print(path.read_text())
        is_all_met &= all(measurement.is_met for measurement in found)
    sys.exit(0 if is_all_met else 1)


if __name__ == "__main__":
    main()
