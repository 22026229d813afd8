from lookdesk.engines.fake import FakeEngine
from lookdesk.engines.reader import ReaderEngine
from lookdesk.ocr.fake import FakeOCR
from lookdesk.ocr.rapid import RapidOCRReader
from lookdesk.testing.engine_contract import EngineContract
from lookdesk.testing.ocr_contract import OCRContract


class TestFakeEngine(EngineContract):
    def make(self):
        return FakeEngine()


class TestReaderEngine(EngineContract):
    def make(self):
        return ReaderEngine()


class TestFakeOCR(OCRContract):
    def make(self):
        return FakeOCR()


class TestRapidOCR(OCRContract):
    ocr = RapidOCRReader()

    def make(self):
        return self.ocr
