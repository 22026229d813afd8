"""Answers as the chat protocol writes them: completions, chunks of a stream, models.

What the protocol has no field for stands under ``lookdesk``; the official clients pass it through.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from pydantic import BaseModel, Field

from lookdesk.types import Action, Answer, Certainty, FinishReason, TokenLogprob, Usage
from lookdesk.wire import AnswerBody, EvidenceBody, SeenBody, TimingsBody


class LookdeskBody(BaseModel):
    """How sure an answer is, where it stands, and what to do next."""

    certainty: Certainty
    action: Action
    advice: str
    evidence: list[EvidenceBody]
    seen: list[SeenBody]
    in_context: list[int]
    engine: str
    timings: TimingsBody

    @classmethod
    def of(cls, answer: Answer) -> LookdeskBody:
        """Write what is to be said of an answer beside its text."""
        return cls.model_validate(AnswerBody.of(answer).model_dump())


class CachedTokensBody(BaseModel):
    """Prompt tokens in detail."""

    cached_tokens: int


class CompletionUsageBody(BaseModel):
    """Tokens; all 0 where no model answered."""

    prompt_tokens: int
    completion_tokens: int
    total_tokens: int
    prompt_tokens_details: CachedTokensBody

    @classmethod
    def of(cls, usage: Usage | None) -> CompletionUsageBody:
        """Write what an answer took."""
        usage = usage or Usage()
        return cls(
            prompt_tokens=usage.prompt_tokens,
            completion_tokens=usage.completion_tokens,
            total_tokens=usage.prompt_tokens + usage.completion_tokens,
            prompt_tokens_details=CachedTokensBody(cached_tokens=usage.cached_tokens),
        )


class TokenBody(BaseModel):
    """A token of the answer."""

    token: str
    logprob: float
    bytes: list[int]
    top_logprobs: list[None]


class LogprobsBody(BaseModel):
    """The tokens of the answer."""

    content: list[TokenBody]
    refusal: None = None

    @classmethod
    def of(cls, tokens: Sequence[TokenLogprob]) -> LogprobsBody:
        """Write tokens."""
        return cls(
            content=[
                TokenBody(
                    token=each.token,
                    logprob=each.logprob,
                    bytes=list(each.token.encode("utf-8", "replace")),
                    top_logprobs=[],
                )
                for each in tokens
            ]
        )


class CompletionMessageBody(BaseModel):
    """The answer's text."""

    role: Literal["assistant"] = "assistant"
    content: str
    refusal: None = None


class CompletionChoiceBody(BaseModel):
    """The one answer."""

    index: int = 0
    message: CompletionMessageBody
    logprobs: LogprobsBody | None
    finish_reason: FinishReason


class CompletionBody(BaseModel):
    """An answer."""

    id: str
    object: Literal["chat.completion"] = "chat.completion"
    created: int = Field(description="seconds since 1970")
    model: str
    choices: list[CompletionChoiceBody]
    usage: CompletionUsageBody
    lookdesk: LookdeskBody


class ChunkDeltaBody(BaseModel):
    """A piece of the answer."""

    role: Literal["assistant"] | None = None
    content: str | None = None


class ChunkChoiceBody(BaseModel):
    """The one answer."""

    index: int
    delta: ChunkDeltaBody
    logprobs: LogprobsBody | None
    finish_reason: FinishReason | None


class ChunkBody(BaseModel):
    """A piece of a streamed answer."""

    id: str
    object: Literal["chat.completion.chunk"]
    created: int
    model: str
    choices: list[ChunkChoiceBody]
    usage: CompletionUsageBody | None = None
    lookdesk: LookdeskBody | None = None


class ModelBody(BaseModel):
    """A model."""

    id: str
    object: Literal["model"] = "model"
    created: int
    owned_by: str = "lookdesk"


class ModelsBody(BaseModel):
    """The models that may be named."""

    object: Literal["list"] = "list"
    data: list[ModelBody]
