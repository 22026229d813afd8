"""The architecture of Qwen3-VL in torch, for pictures of one size, under ``transformers``' names.

Source: arXiv 2511.21631 and the reference model in ``transformers``; ``measure.py`` runs the same weights in llama.cpp.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn
from torch.nn import functional

from nano.pictures import CELL, DIGITS
from qwen3vl.shapes import MERGE, PATCH, TEMPORAL, Shape

ROWS, COLUMNS = CELL // PATCH, CELL * DIGITS // PATCH
EPSILON = 1e-6


class Qwen3VL(nn.Module):
    """Text model and vision tower; the output shares the embedding's weights."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.model = nn.ModuleDict({"visual": Vision(shape), "language_model": Text(shape)})
        for name, weight in self.named_parameters():
            if weight.ndim > 1:
                is_table = "embed_tokens" in name or "pos_embed" in name
                nn.init.normal_(weight, std=0.02 if is_table else 0.7 / math.sqrt(weight[0].numel()))
            elif name.endswith("bias"):
                nn.init.zeros_(weight)

    def forward(self, tokens: Tensor, positions: Tensor, is_image: Tensor, pictures: Tensor) -> tuple[Tensor, Tensor]:
        """Return the logits of each next token, and those of what each visual token would say if it were text.

        Args:
            tokens: batch × length.
            positions: 3 × batch × length: time, row, column.
            is_image: batch × length, where visual tokens stand.
            pictures: n × 3 × height × width, in [-1, 1], in the order of their tokens.
        """
        seen, deep = self.model["visual"](pictures)
        text = self.model["language_model"]
        return text(tokens, positions, is_image, seen, deep), functional.linear(
            text.norm(seen), text.embed_tokens.weight
        )


class Vision(nn.Module):
    """The vision tower."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        hidden = shape.vision_hidden
        self.patch_embed = nn.ModuleDict({"proj": nn.Conv3d(3, hidden, (TEMPORAL, PATCH, PATCH))})
        self.pos_embed = nn.Embedding(shape.position_side**2, hidden)
        self.blocks = nn.ModuleList(VisionBlock(shape) for _ in range(shape.vision_layers))
        self.merger = Merger(shape, is_norm_first=True)
        self.deepstack_merger_list = nn.ModuleList(Merger(shape, is_norm_first=False) for _ in shape.deepstack)
        rows, columns = _patch_places()
        self.register_buffer("turns", _vision_turns(rows, columns, hidden // shape.vision_heads), persistent=False)
        self.register_buffer("mixing", _position_mixing(rows, columns, shape.position_side), persistent=False)

    def forward(self, pictures: Tensor) -> tuple[Tensor, list[Tensor]]:
        blocks = pictures.unfold(2, PATCH, PATCH).unfold(3, PATCH, PATCH)  # n, 3, rows, columns, patch, patch
        rows, columns = _patch_places()
        patches = blocks[:, :, rows, columns].transpose(1, 2)  # n, patches, 3, patch, patch
        weight = self.patch_embed["proj"].weight.sum(2).flatten(1)  # both frames are the same picture
        x = functional.linear(patches.flatten(2), weight, self.patch_embed["proj"].bias)
        x = x + self.mixing @ self.pos_embed.weight
        deep = []
        for number, block in enumerate(self.blocks):
            x = block(x, self.turns)
            if number in self.shape.deepstack:
                deep.append(self.deepstack_merger_list[len(deep)](x))
        return self.merger(x), deep


class VisionBlock(nn.Module):
    """Attention among all patches of a picture, then an MLP."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        hidden, self.heads = shape.vision_hidden, shape.vision_heads
        self.norm1, self.norm2 = nn.LayerNorm(hidden, EPSILON), nn.LayerNorm(hidden, EPSILON)
        self.attn = nn.ModuleDict({"qkv": nn.Linear(hidden, 3 * hidden), "proj": nn.Linear(hidden, hidden)})
        self.mlp = nn.ModuleDict(
            {"linear_fc1": nn.Linear(hidden, shape.vision_ffn), "linear_fc2": nn.Linear(shape.vision_ffn, hidden)}
        )

    def forward(self, x: Tensor, turns: Tensor) -> Tensor:
        n, patches, hidden = x.shape
        qkv = self.attn["qkv"](self.norm1(x)).view(n, patches, 3, self.heads, hidden // self.heads)
        q, k, v = qkv.permute(2, 0, 3, 1, 4)
        q, k = _turned(q, turns), _turned(k, turns)
        mixed = functional.scaled_dot_product_attention(q, k, v).transpose(1, 2).reshape(n, patches, hidden)
        x = x + self.attn["proj"](mixed)
        up = functional.gelu(self.mlp["linear_fc1"](self.norm2(x)), approximate="tanh")
        return x + self.mlp["linear_fc2"](up)


class Merger(nn.Module):
    """Makes one visual token of each 2 × 2 patches."""

    def __init__(self, shape: Shape, *, is_norm_first: bool) -> None:
        super().__init__()
        self.merged = shape.vision_hidden * MERGE**2
        self.is_norm_first = is_norm_first
        self.norm = nn.LayerNorm(shape.vision_hidden if is_norm_first else self.merged, EPSILON)
        self.linear_fc1 = nn.Linear(self.merged, self.merged)
        self.linear_fc2 = nn.Linear(self.merged, shape.hidden)

    def forward(self, x: Tensor) -> Tensor:
        x = (
            self.norm(x).reshape(len(x), -1, self.merged)
            if self.is_norm_first
            else self.norm(x.reshape(len(x), -1, self.merged))
        )
        return self.linear_fc2(functional.gelu(self.linear_fc1(x)))


class Text(nn.Module):
    """The text model; visual tokens take the place of their embeddings, and of what the first layers make of them."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        self.embed_tokens = nn.Embedding(shape.vocabulary, shape.hidden)
        self.layers = nn.ModuleList(TextLayer(shape) for _ in range(shape.layers))
        self.norm = nn.RMSNorm(shape.hidden, EPSILON)

    def forward(self, tokens: Tensor, positions: Tensor, is_image: Tensor, seen: Tensor, deep: list[Tensor]) -> Tensor:
        x = self.embed_tokens(tokens)
        place = is_image[..., None].expand_as(x)
        x = x.masked_scatter(place, seen)
        turns = _text_turns(positions, self.shape)
        for number, layer in enumerate(self.layers):
            x = layer(x, turns)
            if number < len(deep):
                x = x + torch.zeros_like(x).masked_scatter(place, deep[number])
        return functional.linear(self.norm(x), self.embed_tokens.weight)


class TextLayer(nn.Module):
    """Causal attention with normalised queries and keys, then a gated MLP."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        hidden, width = shape.hidden, shape.head_width
        self.input_layernorm = nn.RMSNorm(hidden, EPSILON)
        self.post_attention_layernorm = nn.RMSNorm(hidden, EPSILON)
        self.self_attn = nn.ModuleDict(
            {
                "q_proj": nn.Linear(hidden, shape.heads * width, bias=False),
                "k_proj": nn.Linear(hidden, shape.kv_heads * width, bias=False),
                "v_proj": nn.Linear(hidden, shape.kv_heads * width, bias=False),
                "o_proj": nn.Linear(shape.heads * width, hidden, bias=False),
                "q_norm": nn.RMSNorm(width, EPSILON),
                "k_norm": nn.RMSNorm(width, EPSILON),
            }
        )
        self.mlp = nn.ModuleDict(
            {
                "gate_proj": nn.Linear(hidden, shape.ffn, bias=False),
                "up_proj": nn.Linear(hidden, shape.ffn, bias=False),
                "down_proj": nn.Linear(shape.ffn, hidden, bias=False),
            }
        )

    def forward(self, x: Tensor, turns: Tensor) -> Tensor:
        batch, length, _ = x.shape
        attn, width = self.self_attn, self.shape.head_width
        normed = self.input_layernorm(x)
        q = attn["q_norm"](attn["q_proj"](normed).view(batch, length, -1, width)).transpose(1, 2)
        k = attn["k_norm"](attn["k_proj"](normed).view(batch, length, -1, width)).transpose(1, 2)
        v = attn["v_proj"](normed).view(batch, length, -1, width).transpose(1, 2)
        q, k = _turned(q, turns), _turned(k, turns)
        times = self.shape.heads // self.shape.kv_heads
        k, v = k.repeat_interleave(times, 1), v.repeat_interleave(times, 1)
        mixed = functional.scaled_dot_product_attention(q, k, v, is_causal=True)
        x = x + attn["o_proj"](mixed.transpose(1, 2).reshape(batch, length, -1))
        normed = self.post_attention_layernorm(x)
        return x + self.mlp["down_proj"](functional.silu(self.mlp["gate_proj"](normed)) * self.mlp["up_proj"](normed))


def _turned(x: Tensor, turns: Tensor) -> Tensor:
    """Turn pairs of numbers (half a head apart) by the angles ``turns``."""
    first, second = x.chunk(2, -1)
    angles = torch.cat((turns, turns), -1)
    return x * angles.cos() + torch.cat((-second, first), -1) * angles.sin()


def _patch_places() -> tuple[Tensor, Tensor]:
    """Return row and column of each patch, in the order of the visual tokens that they make."""
    rows, columns = torch.meshgrid(torch.arange(ROWS), torch.arange(COLUMNS), indexing="ij")
    return _by_token(rows), _by_token(columns)


def _by_token(grid: Tensor) -> Tensor:
    return grid.view(ROWS // MERGE, MERGE, COLUMNS // MERGE, MERGE).transpose(1, 2).flatten()


def _vision_turns(rows: Tensor, columns: Tensor, width: int) -> Tensor:
    speeds = 10_000.0 ** -(torch.arange(0, width // 2, 2) / (width // 2))
    return torch.cat((rows[:, None] * speeds, columns[:, None] * speeds), -1)


def _position_mixing(rows: Tensor, columns: Tensor, side: int) -> Tensor:
    """Return how much of each learnt position each patch takes: bilinear, corners on corners."""
    mixing = torch.zeros(len(rows), side, side)
    down, across = torch.linspace(0, side - 1, ROWS)[rows], torch.linspace(0, side - 1, COLUMNS)[columns]
    for row, row_share in _neighbours(down, side):
        for column, column_share in _neighbours(across, side):
            mixing[torch.arange(len(rows)), row, column] += row_share * column_share
    return mixing.flatten(1)


def _neighbours(at: Tensor, side: int) -> list[tuple[Tensor, Tensor]]:
    low = at.floor()
    return [(low.long(), 1 - (at - low)), ((low.long() + 1).clamp(max=side - 1), at - low)]


def _text_turns(positions: Tensor, shape: Shape) -> Tensor:
    """Return batch × 1 × length × half a head of angles; the three axes interleave."""
    half = shape.head_width // 2
    speeds = shape.rope_theta ** -(torch.arange(0, shape.head_width, 2) / shape.head_width)
    axis = torch.zeros(half, dtype=torch.long)
    for number in (1, 2):
        axis[number : shape.rope_sections[number] * 3 : 3] = number
    return (positions[axis].permute(1, 2, 0) * speeds)[:, None]
