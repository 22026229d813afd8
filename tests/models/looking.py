"""Asks the tiny model of random weights, which llama.cpp serves, as any client of the OpenAI protocol would."""

import base64
import io
import json
import urllib.request
from concurrent.futures import Future

import numpy as np
from PIL import Image

from lookdesk import pictures
from lookdesk.types import PicturePart, Size, TextPart
from model_servers import KEY, looking_server


def picture(number, size, seed=0):
    """Draw coarse noise; another seed, another picture."""
    cells = np.random.default_rng(seed).integers(0, 256, (8, 8, 3), np.uint8)
    out = io.BytesIO()
    Image.fromarray(cells).resize(size, Image.Resampling.NEAREST).save(out, "PNG")
    return PicturePart(number, pictures.load(out.getvalue()), Future(), Size(*size))


def post(path, **asked):
    """Ask the server itself."""
    request = urllib.request.Request(
        looking_server() + path,
        data=json.dumps(asked).encode(),
        headers={"Authorization": f"Bearer {KEY}", "Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=60) as response:
        return json.load(response)


def written(messages):
    """Return messages as the OpenAI protocol has them: content is a string where there are no pictures."""
    return [{"role": str(each.role), "content": _content(each.parts)} for each in messages]


def _content(parts):
    if all(isinstance(part, TextPart) for part in parts):
        return "".join(part.text for part in parts)
    return [_part(part) for part in parts]


def _part(part):
    if isinstance(part, TextPart):
        return {"type": "text", "text": part.text}
    png = base64.b64encode(pictures.seen(part.picture, part.seen_size)).decode()
    return {"type": "image_url", "image_url": {"url": f"data:image/png;base64,{png}"}}
