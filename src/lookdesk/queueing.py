"""Who is next: waiting turns in an order that is fair between conversations."""

from __future__ import annotations

from collections import deque
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from heapq import heapify, heappop, heapreplace
from typing import Generic, TypeVar

Item = TypeVar("Item", bound=Hashable)


@dataclass(slots=True)
class FairQueue(Generic[Item]):
    """Waiting items in the order in which they will start. Not thread-safe.

    The next item is one of the conversation that has the fewest places now; between equals the one that was served
    longest ago, then the one that came first. So a conversation with a hundred questions delays another one by no more
    than those that run already.
    """

    _waiting: dict[Item, str] = field(default_factory=dict)
    """Item → its conversation, in the order of arrival."""
    _served: dict[str, int] = field(default_factory=dict)
    """Conversation → when it was served last, counted in items."""
    _count: int = 0

    def __len__(self) -> int:
        return len(self._waiting)

    def add(self, item: Item, conversation: str) -> None:
        """Let an item wait for its conversation."""
        self._waiting[item] = conversation

    def remove(self, item: Item) -> bool:
        """Take an item out; tell whether it was waiting."""
        return self._waiting.pop(item, None) is not None

    def order(self, running: Mapping[str, int]) -> list[Item]:
        """Return all items as they would start if no place came free in between, the next one first.

        Args:
            running: how many places each conversation has now.
        """
        items: dict[str, deque[tuple[int, Item]]] = {}
        for arrival, (item, conversation) in enumerate(self._waiting.items()):
            items.setdefault(conversation, deque()).append((arrival, item))
        heads = [
            (running.get(name, 0), self._served.get(name, -1), own[0][0], name) for name, own in items.items()
        ]  # places held, when served last, arrival: unique, so that names are never compared
        heapify(heads)
        order: list[Item] = []
        while heads:
            places, _, _, name = heads[0]
            order.append(items[name].popleft()[1])
            if items[name]:
                heapreplace(heads, (places + 1, self._count + len(order), items[name][0][0], name))
            else:
                heappop(heads)
        return order

    def take(self, running: Mapping[str, int]) -> Item:
        """Take the next item out.

        Args:
            running: how many places each conversation has now.

        Raises:
            IndexError: nothing waits.
        """
        item = self.order(running)[0]
        conversation = self._waiting.pop(item)
        self._count += 1
        self._served[conversation] = self._count
        present = {*self._waiting.values(), *running, conversation}
        self._served = {name: when for name, when in self._served.items() if name in present}
        return item
