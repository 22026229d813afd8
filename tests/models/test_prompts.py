"""What is asked becomes the prompt that the models are trained on, to the token."""

import re

import pytest
from looking import picture, post, written

from lookdesk.prompts import render
from lookdesk.types import Round
from qwen3vl import vocabulary

IMAGES = r"<\|vision_start\|>(<\|image_pad\|>)+<\|vision_end\|>"
"""llama.cpp puts a random mark into the prompt and these tokens in the mark's place later."""
ASSISTANT = "<|im_start|>assistant\n"


def image(columns, rows):
    return f"<|vision_start|>{'<|image_pad|>' * columns * rows}<|vision_end|>"


def user(text):
    return f"<|im_start|>user\n{text}<|im_end|>\n"


def system(text):
    return f"<|im_start|>system\n{text}<|im_end|>\n"


CONVERSATIONS = {
    "a question": ([Round("What?")], "", user("What?") + ASSISTANT),
    "a question with instructions": ([Round("What?")], "Be brief.", system("Be brief.") + user("What?") + ASSISTANT),
    "one picture": (
        [Round("这是什么？\nTell!", (picture(1, (96, 64)),))],
        "",
        user(f"Picture 1: {image(3, 2)}这是什么？\nTell!") + ASSISTANT,
    ),
    "three pictures with instructions": (
        [Round("Which?", (picture(1, (32, 32)), picture(2, (320, 32)), picture(3, (64, 256))))],
        "Look.\n",
        system("Look.\n")
        + user(f"Picture 1: {image(1, 1)}Picture 2: {image(10, 1)}Picture 3: {image(2, 8)}Which?")
        + ASSISTANT,
    ),
    "three rounds": (
        [
            Round("First?", (picture(1, (64, 64)),), "Yes."),
            Round("Then?", (), " No. \n"),
            Round("Both?", (picture(2, (96, 32)),)),
        ],
        "",
        user(f"Picture 1: {image(2, 2)}First?")
        + f"{ASSISTANT}Yes.<|im_end|>\n"
        + user("Then?")
        + f"{ASSISTANT} No. \n<|im_end|>\n"
        + user(f"Picture 2: {image(3, 1)}Both?")
        + ASSISTANT,
    ),
}
conversations = pytest.mark.parametrize(
    ("rounds", "system_text", "expected"), CONVERSATIONS.values(), ids=CONVERSATIONS.keys()
)


@conversations
def test_the_chat_template_renders_the_agreed_prompt(rounds, system_text, expected):
    prompt = post("/apply-template", messages=written(render(rounds, system_text)))["prompt"]
    assert re.sub(r"<__media_\w+__>", "(picture)", prompt) == re.sub(IMAGES, "(picture)", expected)


@conversations
def test_a_prompt_is_its_bytes_its_special_tokens_and_a_token_for_each_square_of_32_pixels(
    rounds, system_text, expected
):
    answer = post("/v1/chat/completions", messages=written(render(rounds, system_text)), max_tokens=1)
    assert answer["usage"]["prompt_tokens"] == len(vocabulary.encode(expected))
