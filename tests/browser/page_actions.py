"""What a visitor does on the page, and pictures to do it with."""

from __future__ import annotations

import io

from PIL import Image, ImageDraw, ImageFont
from playwright.sync_api import Page, expect


def drawn(*lines: str) -> bytes:
    """Draw lines of Latin text on a white picture, as a PNG."""
    image = Image.new("RGB", (1000, 90 * len(lines) + 60), "white")
    pen = ImageDraw.Draw(image)
    for number, line in enumerate(lines):
        pen.text((40, 40 + 90 * number), line, "black", ImageFont.load_default(44))
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def upload(page: Page, *files: tuple[str, bytes]) -> None:
    """Drop files on the panel's upload field."""
    page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(_payloads(files))


def upload_huge(page: Page, name: str, size_bytes: int) -> None:
    """Drop a file that is made inside the browser."""
    page.get_by_test_id("stFileUploaderDropzoneInput").evaluate(
        """(input, [name, size]) => {
            const files = new DataTransfer()
            files.items.add(new File([new Uint8Array(size)], name))
            input.files = files.files
            input.dispatchEvent(new Event("change", {bubbles: true}))
        }""",
        [name, size_bytes],
    )


def attach(page: Page, *files: tuple[str, bytes]) -> None:
    """Add files with the button beside the question."""
    page.locator("[data-testid=stChatInputFileUploadButton] input").set_input_files(_payloads(files))
    expect(page.get_by_test_id("stFileChipImagePreview")).to_have_count(len(files))


def ask(page: Page, question: str) -> None:
    """Type a question and send it."""
    field = page.get_by_test_id("stChatInputTextArea")
    field.fill(question)
    field.press("Enter")


def _payloads(files: tuple[tuple[str, bytes], ...]) -> list[dict[str, object]]:
    return [{"name": name, "mimeType": "application/octet-stream", "buffer": content} for name, content in files]
