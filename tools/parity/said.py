"""What a model said: tokens and how likely each was."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Said:
    """Tokens, and the natural logarithm of each one's probability."""

    tokens: list[int]
    logprobs: list[float]

    def same_as(self, other: Said) -> int:
        """Count the tokens before the first that is not the same."""
        pairs = zip(self.tokens, other.tokens, strict=True)
        return next((at for at, (one, two) in enumerate(pairs) if one != two), len(self.tokens))

    def distance(self, other: Said) -> float:
        """Return the largest difference of logprobs, up to the first token that is not the same."""
        end = self.same_as(other) + 1
        return max(abs(a - b) for a, b in zip(self.logprobs[:end], other.logprobs[:end], strict=True))
