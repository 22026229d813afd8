"""Conversations out of the desk, in one of the formats; conversation by conversation, whatever their number."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from lookdesk.export import archive, jsonl, table, training
from lookdesk.export.masking import Leaving, Plain, Redacted
from lookdesk.export.sources import PictureSource
from lookdesk.records import Whole


class Format(StrEnum):
    """What an export can be."""

    JSONL = "jsonl"
    ZIP = "zip"
    CSV = "csv"
    OPENAI = "openai"


MEDIA_TYPES = {
    Format.JSONL: "application/jsonl",
    Format.ZIP: "application/zip",
    Format.CSV: "text/csv; charset=utf-8",
    Format.OPENAI: "application/jsonl",
}


@dataclass(slots=True)
class Export:
    """An export that is being written."""

    source: PictureSource
    """Where the pictures come from."""
    format: Format = Format.JSONL
    is_redacted: bool = False
    """Is what is private masked?"""
    has_pictures: bool = True
    """Do pictures go into fine-tuning examples?"""
    is_approved: bool = False
    """Are only answers to be learned that somebody found good or corrected?"""
    left_out: int = 0
    """Pictures that could not go along, so far."""

    def write(self, conversations: Iterable[Whole]) -> Iterator[bytes]:
        """Yield the export, piece by piece.

        Raises:
            LookdeskError: a conversation or a picture cannot be reached.
        """
        leaving = self._leaving(conversations)
        match self.format:
            case Format.JSONL:
                return jsonl.write(leaving, is_redacted=self.is_redacted)
            case Format.ZIP:
                return archive.write(leaving, is_redacted=self.is_redacted)
            case Format.CSV:
                return table.write(leaving)
            case Format.OPENAI:
                return training.write(leaving, has_pictures=self.has_pictures, is_approved=self.is_approved)

    def _leaving(self, conversations: Iterable[Whole]) -> Iterator[Leaving]:
        for whole in conversations:
            one = Redacted(whole, self.source) if self.is_redacted else Plain(whole, self.source)
            yield one
            self.left_out += one.left_out
