"""Taking conversations out of the desk and back in.

::

    Store.each ──▶ Whole ──Plain or Redacted──▶ jsonl · zip · csv · openai   (``export``)
    jsonl · zip ──checked line by line──▶ Whole ──▶ Store.add_whole          (``take_in``)

``schema.json`` publishes what stands in a line of JSON; ``shapes`` is where it comes from.
"""

from lookdesk.export.incoming import Taken, take_in
from lookdesk.export.outgoing import MEDIA_TYPES, Export, Format
from lookdesk.export.shapes import SCHEMA_FILE
from lookdesk.export.sources import KeptPictures, PictureSource

__all__ = ["MEDIA_TYPES", "SCHEMA_FILE", "Export", "Format", "KeptPictures", "PictureSource", "Taken", "take_in"]
