"""A vocabulary of bytes: token n is byte n, then the special tokens that the chat template needs."""

from __future__ import annotations

SPECIAL = (
    "<|endoftext|>",
    "<|im_start|>",
    "<|im_end|>",
    "<|vision_start|>",
    "<|vision_end|>",
    "<|image_pad|>",
    "<|video_pad|>",
    "<|unused|>",
)
END_OF_TEXT, START, END, VISION_START, VISION_END, IMAGE, VIDEO, _ = range(256, 264)
SIZE = 264

CHAT_TEMPLATE = (
    "{%- for message in messages -%}"
    "{{- '<|im_start|>' + message.role + '\\n' -}}"
    "{%- if message.content is string -%}{{- message.content -}}"
    "{%- else -%}{%- for part in message.content -%}"
    "{%- if part.type == 'image' or part.type == 'image_url' or 'image' in part -%}"
    "{{- '<|vision_start|><|image_pad|><|vision_end|>' -}}"
    "{%- elif 'text' in part -%}{{- part.text -}}{%- endif -%}"
    "{%- endfor -%}{%- endif -%}"
    "{{- '<|im_end|>\\n' -}}"
    "{%- endfor -%}"
    "{%- if add_generation_prompt -%}{{- '<|im_start|>assistant\\n' -}}{%- endif -%}"
)
"""Qwen3-VL's own template without tools. Source: ``chat_template.json`` of Qwen/Qwen3-VL-2B-Instruct."""


def tokens(size: int = SIZE) -> list[str]:
    """Return the tokens' texts as a GPT-2 tokenizer writes them, filled up with unused ones."""
    return [*(_letter(byte) for byte in range(256)), *SPECIAL, *(f"<|unused{n}|>" for n in range(SIZE, size))]


def encode(text: str) -> list[int]:
    """Return the tokens of a text in which special tokens may stand."""
    found: list[int] = []
    while text:
        starts = [(text.find(name), name) for name in SPECIAL if name in text]
        at, name = min(starts, default=(len(text), ""))
        found += text[:at].encode()
        if name:
            found.append(256 + SPECIAL.index(name))
        text = text[at + len(name) :]
    return found


def decode(ids: list[int]) -> str:
    """Return the text of tokens; special ones are left out."""
    return bytes(token for token in ids if token < 256).decode(errors="replace")


def _letter(byte: int) -> str:
    """Return the printable letter that stands for a byte.

    Source: ``bytes_to_unicode`` of GPT-2's encoder: printable Latin-1 stands for itself, the rest follows from 256 on.
    """
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    if byte in printable:
        return chr(byte)
    return chr(256 + sum(1 for other in range(byte) if other not in printable))
