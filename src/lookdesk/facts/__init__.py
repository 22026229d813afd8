"""Hard facts in text, Chinese and English: find, normalise, compare.

>>> [(fact.kind.value, fact.value, fact.unit) for fact in find("净含量：５００毫升  ￥12.80  2024.03.05")]
[('quantity', '500', 'ml'), ('price', '12.8', 'CNY'), ('date', '2024-03-05', '')]
"""

from __future__ import annotations

from lookdesk.facts.comparing import difference, is_same
from lookdesk.facts.fact import Fact, FactKind
from lookdesk.facts.finding import find
from lookdesk.facts.folding import normalise

__all__ = ["Fact", "FactKind", "difference", "find", "is_same", "normalise"]
