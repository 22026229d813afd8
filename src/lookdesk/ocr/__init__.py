"""What reads the text in pictures, by name. A module is imported only when its OCR is asked for."""

from __future__ import annotations

import os
from importlib import import_module

from lookdesk.errors import UnknownName
from lookdesk.protocols import OCR

os.environ["ORT_DISABLE_TELEMETRY"] = "1"
"""Since 1.29 onnxruntime keeps an id of the machine at home and reports to its maker, from the moment of its import."""

OCRS = {
    "rapidocr": "lookdesk.ocr.rapid:RapidOCRReader",
    "fake": "lookdesk.ocr.fake:FakeOCR",
}


def make_ocr(name: str) -> OCR:
    """Make the OCR of this name; its models load later.

    Raises:
        UnknownName: there is none.
    """
    if name not in OCRS:
        raise UnknownName(f"There is no OCR {name!r}.", hint=f"Known OCRs: {', '.join(OCRS)}.")
    module, _, class_name = OCRS[name].partition(":")
    ocr: OCR = getattr(import_module(module), class_name)()
    return ocr
