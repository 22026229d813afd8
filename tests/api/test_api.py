import io
import re

import httpx
import pytest
from PIL import Image

from lookdesk.client import Client
from lookdesk.errors import InvalidInput, NotFound
from lookdesk.types import Box
from running import running


@pytest.fixture
def address(plain_address):
    return plain_address


@pytest.fixture
def client(plain_address):
    with Client(plain_address) as client:
        yield client


def get(address, path):
    return httpx.get(address + path, trust_env=False)


def test_pictures_come_back_as_they_are_used(client, draw):
    sent = client.send_pictures([draw("red"), draw("blue", (100, 80))])
    assert [picture.size for picture in sent] == [(64, 48), (100, 80)]
    assert len({picture.id for picture in sent}) == 2


def test_thumbnails_and_crops_are_jpegs(client, draw):
    (picture,) = client.send_pictures([draw("white", (640, 480))])
    assert Image.open(io.BytesIO(client.thumbnail(picture.id, 64))).size == (64, 48)
    crop = Image.open(io.BytesIO(client.crop(picture.id, Box.upright(100, 100, 200, 140))))
    assert crop.format == "JPEG"
    assert crop.width >= 100


def test_a_box_anywhere_gives_a_crop_or_a_clear_error(address, client, draw):
    (picture,) = client.send_pictures([draw()])
    for box in ("1e300,0,1,1,2,2,3,3", "-9,-9,-8,-9,-8,-8,-9,-8", "500,500,600,500,600,600,500,600", "0,0,0,0,0,0,0,0"):
        assert get(address, f"/api/pictures/{picture.id}/crop?box={box}").status_code in {200, 400}


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/api/nothing", 404, NotFound.code),
        ("/api/ask", 405, InvalidInput.code),
        ("/api/pictures/x/thumbnail", 404, NotFound.code),
        ("/api/pictures/x/thumbnail?side=5", 400, InvalidInput.code),
        ("/api/pictures/x/thumbnail?side=wide", 400, InvalidInput.code),
        ("/api/pictures/x/crop", 400, InvalidInput.code),
    ],
)
def test_every_error_has_the_one_shape(address, path, status, code):
    response = get(address, path)
    assert response.status_code == status
    assert set(response.json()["error"]) == {"code", "message", "hint", "retryable"}
    assert response.json()["error"]["code"] == code


@pytest.mark.parametrize("box", ["1,2,3", "a,b,c,d,e,f,g,h", "nan,0,0,0,0,0,0,0", ""])
def test_what_is_no_box_is_refused(address, client, draw, box):
    (picture,) = client.send_pictures([draw()])
    assert get(address, f"/api/pictures/{picture.id}/crop?box={box}").json()["error"]["hint"].startswith("box=")


def test_the_docs_page_names_every_route_and_loads_nothing(address):
    page = get(address, "/api/docs").text
    for path in get(address, "/api/openapi.json").json()["paths"]:
        assert path in page
    assert not re.findall(r"<(?:script|img|iframe)\b|(?:src|href)=\"(?!#|/api/|data:)", page)


def test_the_schema_describes_every_answer(address):
    schema = get(address, "/api/openapi.json").json()
    operations = [operation for methods in schema["paths"].values() for operation in methods.values()]
    assert operations
    for operation in operations:
        assert operation["summary"]
        status, good = next(pair for pair in operation["responses"].items() if pair[0].startswith("2"))
        assert status == "204" or good["content"]
    assert "HTTPValidationError" not in schema["components"]["schemas"]
    form = schema["paths"]["/api/ask"]["post"]["requestBody"]["content"]["multipart/form-data"]["schema"]
    assert set(form["properties"]) == {"question", "pictures", "picture_ids", "detail"}


def test_a_client_knows_when_it_speaks_to_something_else():
    async def other(scope, receive, send):
        await send({"type": "http.response.start", "status": 418, "headers": []})
        await send({"type": "http.response.body", "body": b"tea"})

    with running(other) as address, Client(address) as client, pytest.raises(Exception, match="418"):
        client.health()
