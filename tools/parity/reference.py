"""The reference: the model as ``transformers`` has it, in 32 bits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import jinja2
import torch
from PIL import Image
from transformers import Qwen3VLConfig, Qwen3VLForConditionalGeneration
from transformers.models.qwen2_vl.image_processing_pil_qwen2_vl import Qwen2VLImageProcessorPil

from lookdesk.types import Message, TextPart
from parity.asked import Asked
from parity.said import Said
from qwen3vl import Shape, vocabulary
from qwen3vl.shapes import MERGE, PATCH, TEMPORAL
from qwen3vl.weights import Array

IMAGE = "<|image_pad|>"


class Reference:
    """Answers with the likeliest tokens."""

    def __init__(self, weights: Mapping[str, Array], shape: Shape) -> None:
        """Take the weights.

        Raises:
            ValueError: they are not those of the architecture.
        """
        self._model = Qwen3VLForConditionalGeneration(_config(shape)).eval().to(torch.float32)
        tensors = {name: torch.from_numpy(weight) for name, weight in weights.items()}
        missing, unknown = self._model.load_state_dict(tensors, strict=False)
        if unknown or set(missing) - {"lm_head.weight"}:  # the output shares the embedding's weights
            raise ValueError(f"missing weights: {missing}; unknown weights: {unknown}")
        self._model.tie_weights()
        self._processor = Qwen2VLImageProcessorPil(
            patch_size=PATCH,
            merge_size=MERGE,
            temporal_patch_size=TEMPORAL,
            size={"shortest_edge": 1, "longest_edge": 2**30},
            image_mean=[0.5] * 3,
            image_std=[0.5] * 3,
        )

    def say(self, asked: Asked, tokens: int, *, grey: bool = False, resizes: bool = False) -> Said:
        """Answer.

        Args:
            asked: the conversation.
            tokens: how many to say.
            grey: put grey pictures of the same size in the pictures' place.
            resizes: let ``transformers`` bring the pictures to multiples of 32, in its own way.
        """
        images = asked.pictures()
        if grey:
            images = [Image.new("RGB", image.size, (128, 128, 128)) for image in images]
        seen = self._processor(images, do_resize=resizes, return_tensors="pt")
        counts = [int(grid.prod()) // MERGE**2 for grid in seen["image_grid_thw"]]
        prompt = torch.tensor([vocabulary.encode(prompt_of(asked.messages, counts))])
        with torch.inference_mode():
            out = self._model.generate(
                input_ids=prompt,
                attention_mask=torch.ones_like(prompt),
                mm_token_type_ids=(prompt == vocabulary.IMAGE).int(),
                **seen,
                max_new_tokens=tokens,
                do_sample=False,
                output_logits=True,
                return_dict_in_generate=True,
                eos_token_id=vocabulary.END,
                pad_token_id=vocabulary.END_OF_TEXT,
            )
        chosen = out.sequences[0, prompt.shape[1] :].tolist()
        logprobs = torch.stack(out.logits)[:, 0].log_softmax(-1)
        return Said(chosen, [float(row[token]) for row, token in zip(logprobs, chosen, strict=True)])


def prompt_of(messages: Sequence[Message], counts: Sequence[int]) -> str:
    """Return the prompt as the chat template has it, with each picture's number of visual tokens."""
    asked = [
        {
            "role": str(message.role),
            "content": [
                {"type": "text", "text": part.text} if isinstance(part, TextPart) else {"type": "image"}
                for part in message.parts
            ],
        }
        for message in messages
    ]
    template = jinja2.Environment(autoescape=False).from_string(vocabulary.CHAT_TEMPLATE)
    first, *rest = template.render(messages=asked, add_generation_prompt=True).split(IMAGE)
    return first + "".join(IMAGE * count + text for count, text in zip(counts, rest, strict=True))


def _config(shape: Shape) -> Qwen3VLConfig:
    return Qwen3VLConfig(
        text_config={
            "vocab_size": shape.vocabulary,
            "hidden_size": shape.hidden,
            "intermediate_size": shape.ffn,
            "num_hidden_layers": shape.layers,
            "num_attention_heads": shape.heads,
            "num_key_value_heads": shape.kv_heads,
            "head_dim": shape.head_width,
            "max_position_embeddings": shape.context,
            "rope_parameters": {
                "rope_type": "default",
                "rope_theta": shape.rope_theta,
                "mrope_section": list(shape.rope_sections),
                "mrope_interleaved": True,
            },
        },
        vision_config={
            "depth": shape.vision_layers,
            "hidden_size": shape.vision_hidden,
            "intermediate_size": shape.vision_ffn,
            "num_heads": shape.vision_heads,
            "out_hidden_size": shape.hidden,
            "num_position_embeddings": shape.position_side**2,
            "deepstack_visual_indexes": list(shape.deepstack),
        },
        image_token_id=vocabulary.IMAGE,
        video_token_id=vocabulary.VIDEO,
        vision_start_token_id=vocabulary.VISION_START,
        vision_end_token_id=vocabulary.VISION_END,
        tie_word_embeddings=True,
    )
