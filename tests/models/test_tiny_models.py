"""llama.cpp runs the tiny model of random weights as it runs a real one, and the model does look."""

import contextlib
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from looking import picture, post, written

from lookdesk.engines.openai import OpenAIEngine
from lookdesk.prompts import render
from lookdesk.testing.engine_contract import wait_until_ready
from lookdesk.types import FinishReason, Round, SamplingParams
from model_servers import KEY, looking_server
from qwen3vl import vocabulary

TOKENS = 8


def rounds(*seeds, question="What is it?", size=(64, 96)):
    return render([Round(question, tuple(picture(number, size, seed) for number, seed in enumerate(seeds, 1)))])


def said(messages):
    """Return the likeliest tokens and the logarithms of their probabilities."""
    answer = post(
        "/v1/chat/completions",
        messages=written(messages),
        max_tokens=TOKENS,
        temperature=0,
        logprobs=True,
        top_logprobs=1,
    )
    found = answer["choices"][0]["logprobs"]["content"]
    return [each["id"] for each in found], [each["logprob"] for each in found]


def test_other_pixels_are_answered_with_other_words():
    assert len({tuple(said(rounds(seed))[0]) for seed in range(4)}) == 4


def test_the_same_pixels_are_answered_with_the_same_words():
    first, again = said(rounds(5)), said(rounds(5))
    assert first[0] == again[0]
    assert first[1] == pytest.approx(again[1], abs=1e-3)


def test_the_order_of_pictures_matters():
    assert said(rounds(1, 2))[0] != said(rounds(2, 1))[0]


def test_a_picture_of_an_earlier_round_is_still_seen():
    def follow_up(seed):
        earlier = Round("What is it?", (picture(1, (64, 96), seed),), "A box.")
        return render([earlier, Round("Which colour?")])

    one, other = said(follow_up(1)), said(follow_up(2))
    assert one[0] != other[0] or one[1] != pytest.approx(other[1], abs=0.05)


def test_some_words_are_likelier_than_others():
    assert all(logprob > -3.5 for logprob in said(rounds(6))[1])  # 95 letters, all alike, would have -4.6


def test_two_questions_at_one_time_are_answered_as_if_they_were_alone():
    asked = [rounds(seed, question="What is the model number?") for seed in (7, 8)]
    alone = [said(messages) for messages in asked]
    with ThreadPoolExecutor(2) as pool:
        together = list(pool.map(said, asked))
    for (tokens, logprobs), (others, other_logprobs) in zip(alone, together, strict=True):
        assert tokens == others
        assert logprobs == pytest.approx(other_logprobs, abs=0.05)


def test_an_answer_comes_in_pieces_of_printable_text_and_never_ends_early():
    with contextlib.closing(OpenAIEngine(looking_server() + "/v1", key=KEY)) as engine:
        wait_until_ready(engine)
        params = SamplingParams(max_tokens=200)
        *pieces, last = engine.generate(rounds(9), params, threading.Event())
    assert last.finish_reason is FinishReason.LENGTH
    assert last.usage.completion_tokens == 200
    assert len(pieces) > 100
    assert "".join(piece.text for piece in pieces).isprintable()


@pytest.mark.parametrize(
    "text", ["Pump 3, 230 V~ \\ \t\n", "型号：冷水机 ❄️", "<|im_start|>user\nx<|im_end|><|image_pad|>"]
)
def test_llama_cpp_makes_the_tokens_of_a_text_that_we_make(text):
    tokens = post("/tokenize", content=text, parse_special=True)["tokens"]
    assert tokens == vocabulary.encode(text)
    assert post("/detokenize", tokens=tokens)["content"] == text


def test_text_comes_back_from_its_tokens_without_special_ones():
    assert vocabulary.decode(vocabulary.encode("型号 A1<|im_end|>")) == "型号 A1"
