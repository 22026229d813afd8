"""How values lie: the middle, and what all but a few keep."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median, quantiles
from typing import NamedTuple


class Spread(NamedTuple):
    """The median, and the bound that 95 % keep, in the values' own unit."""

    median: float
    p95: float

    @classmethod
    def of(cls, values: Sequence[float]) -> Spread:
        """Sum values up; zeros where there are none. The bound lies between values, never beyond the largest."""
        if len(values) < 2:
            only = values[0] if values else 0.0
            return cls(only, only)
        return cls(median(values), quantiles(values, n=20, method="inclusive")[-1])
