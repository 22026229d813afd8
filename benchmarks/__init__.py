"""Measures lookdesk on this machine: ``make bench``, or ``python -m benchmarks speed`` for one part."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tools"))  # what writes models and draws is no part of the package
