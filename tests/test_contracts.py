import pytest

from lookdesk.engines.fake import FakeEngine
from lookdesk.engines.openai import OpenAIEngine
from lookdesk.engines.reader import ReaderEngine
from lookdesk.ocr.fake import FakeOCR
from lookdesk.ocr.rapid import RapidOCRReader
from lookdesk.testing.engine_contract import EngineContract
from lookdesk.testing.ocr_contract import OCRContract
from model_servers import KEY, looking_server, text_server

pytestmark = pytest.mark.process


class TestFakeEngine(EngineContract):
    def make(self):
        return FakeEngine()


class TestReaderEngine(EngineContract):
    def make(self):
        return ReaderEngine()


class TestOpenAIEngine(EngineContract):
    def make(self):
        return OpenAIEngine(looking_server() + "/v1", key=KEY)


class TestOpenAIEngineWithoutPictures(EngineContract):
    def make(self):
        return OpenAIEngine(text_server() + "/v1", key=KEY)


class TestFakeOCR(OCRContract):
    def make(self):
        return FakeOCR()


class TestRapidOCR(OCRContract):
    ocr = RapidOCRReader()

    def make(self):
        return self.ocr
