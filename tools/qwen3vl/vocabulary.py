"""A vocabulary of bytes: token n is byte n, then the special tokens that the chat template needs.

A model whose speed is measured knows words as well, so that its prompts have as many tokens as a real model's.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from itertools import pairwise

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


def tokens(size: int = SIZE, merged: Iterable[tuple[str, str]] = ()) -> list[str]:
    """Return the tokens' texts as a GPT-2 tokenizer writes them, filled up with unused ones.

    Args:
        size: how many there are.
        merged: see :func:`merges`.
    """
    known = [*(_letter(byte) for byte in range(256)), *SPECIAL, *("".join(pair) for pair in merged)]
    return [*known, *(f"<|unused{n}|>" for n in range(len(known), size))]


def merges(text: str) -> list[tuple[str, str]]:
    """Return the pairs to be merged, first to last, so that every word of a text is one token.

    A word is one with and without a space before it, as in Qwen's own vocabulary. Source: byte-pair encoding, arXiv
    1508.07909.
    """
    known = dict.fromkeys(re.findall("[A-Za-z]+", text))
    words = [[_letter(byte) for byte in form.encode()] for word in known for form in (word, f" {word}")]
    found: list[tuple[str, str]] = []
    while pairs := Counter(pair for word in words for pair in pairwise(word)):
        pair = max(pairs, key=lambda each: pairs[each])
        found.append(pair)
        words = [_merged(word, pair) for word in words]
    return found


def _merged(word: list[str], pair: tuple[str, str]) -> list[str]:
    merged: list[str] = []
    for letter in word:
        if merged and (merged[-1], letter) == pair:
            merged[-1] += letter
        else:
            merged.append(letter)
    return merged


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
