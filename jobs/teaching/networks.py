"""The networks that learn: a general model of English with heads for our types."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn
from transformers import AutoModel

from forecaster.domain.signals import SignalType
from forecaster.reading.learned.windows import PEOPLE

TYPES = tuple(sorted(SignalType))
DROP = 0.1
RARE = -3.0
"""Log odds of every type at the start."""
WIDTH = 64
"""Numbers by which a sentence and a word are compared."""
BONDS = (-1.0, -2.0, -2.0, -2.0, -2.0)
"""Log odds at the start that a word names who takes part, whose step it is, where it is set, its
days, and the day on which it was said."""
_FAR = 1e4


class SentenceEncoder(nn.Module):
    """An encoder with, for each type, a view of its own of which words matter, and a verdict."""

    def __init__(self, base: Path, frozen: int = 0) -> None:
        """Start from the model in the folder ``base``, ``frozen`` of its layers fixed."""
        super().__init__()
        self.encoder = AutoModel.from_pretrained(
            base, attn_implementation="eager", add_pooling_layer=False
        )
        for fixed in (self.encoder.embeddings.word_embeddings, *self._layers()[:frozen]):
            fixed.requires_grad_(requires_grad=False)
        width = self.encoder.config.hidden_size
        self.drop = nn.Dropout(DROP)
        self.view, self.verdict = nn.Linear(width, len(TYPES)), nn.Linear(width, len(TYPES))
        nn.init.constant_(self.verdict.bias, RARE)

    def _layers(self) -> nn.ModuleList:
        layers: nn.ModuleList = self.encoder.encoder.layer
        return layers

    @property
    def filling(self) -> int:
        """The number that fills a text up."""
        return int(self.encoder.config.pad_token_id)

    def heads(self) -> list[nn.Parameter]:
        """What is new, and learns faster than the model below."""
        return [one for name, one in self.named_parameters() if not name.startswith("encoder.")]

    def body(self) -> list[nn.Parameter]:
        """What of the model below learns."""
        return [one for one in self.encoder.parameters() if one.requires_grad]

    def forward(self, words: Tensor, there: Tensor) -> Tensor:
        """Log odds of each type (texts by types) from pieces (texts by places); 1 where one is."""
        seen = self.encoder(input_ids=words, attention_mask=there).last_hidden_state
        shares = self.view(seen).masked_fill((there == 0)[:, :, None], -_FAR).softmax(1)
        summed = self.drop(torch.einsum("blt,blh->bth", shares, seen))
        odds: Tensor = (summed * self.verdict.weight[None]).sum(-1) + self.verdict.bias
        return odds


class ArticleEncoder(SentenceEncoder):
    """The same over windows of articles, which also says whom and what each sentence concerns."""

    def __init__(self, base: Path, beginner: SentenceEncoder | None = None) -> None:
        """Start from the model in ``base``; ``beginner`` has learned from sentences alone."""
        super().__init__(base)
        width = self.encoder.config.hidden_size
        self.people = nn.Embedding(PEOPLE + 1, width, padding_idx=0)
        nn.init.normal_(self.people.weight, std=0.05)
        with torch.no_grad():
            self.people.weight[0] = 0
        self.ask, self.key = (nn.Linear(width, len(BONDS) * WIDTH) for _ in range(2))
        self.kind = nn.Parameter(torch.zeros(len(TYPES), len(BONDS) * WIDTH))
        self.bias = nn.Parameter(torch.tensor(BONDS))
        for layer in self._layers():
            layer.attention.self.dropout.p = 0.0  # It costs more time than all else together
        if beginner is not None:
            self.load_state_dict(beginner.state_dict(), strict=False)

    def forward(  # type: ignore[override]
        self, words: Tensor, people: Tensor, there: Tensor, own: Tensor
    ) -> tuple[Tensor, Tensor]:
        """What each sentence of some windows tells.

        Args:
            words: Pieces, windows by places.
            people: Which leader each names, windows by places.
            there: 1 where one is, windows by places.
            own: 1 for the pieces of each sentence, windows by sentences by places.

        Returns:
            Log odds of each type, windows by sentences by types; and of each piece to name what
            :data:`BONDS` lists, windows by these five by sentences by types by places.
        """
        begin = self.encoder.embeddings.word_embeddings(words) + self.people(people)
        seen = self.encoder(inputs_embeds=begin, attention_mask=there).last_hidden_state
        view = self.view(seen).transpose(1, 2)
        shares = (view[:, None] + (own[:, :, None] - 1) * _FAR).softmax(-1)
        summed = self.drop(torch.matmul(shares, seen[:, None]))
        odds = (summed * self.verdict.weight).sum(-1) + self.verdict.bias
        asked, keys = self.ask(summed) + self.kind, self.key(seen).transpose(1, 2)[:, None]
        bonds = [
            torch.matmul(asked[..., part], keys[:, :, part]) / WIDTH**0.5 + self.bias[at]
            for at, part in enumerate(_parts())
        ]
        return odds, torch.stack(bonds, 1)


def _parts() -> list[slice]:
    return [slice(at * WIDTH, (at + 1) * WIDTH) for at in range(len(BONDS))]


class _InService(nn.Module):
    """One window at a time."""

    def __init__(self, model: ArticleEncoder) -> None:
        super().__init__()
        self.model = model

    def forward(self, words: Tensor, people: Tensor, own: Tensor) -> tuple[Tensor, Tensor]:
        odds, bonds = self.model(words, people, torch.ones_like(words), own[None])
        return odds[0], bonds[0]


def as_onnx(model: ArticleEncoder) -> bytes:
    """The network with weights of eight bits.

    Seven of them are used, so that processors with and without a wide product agree.
    """
    words = torch.ones((1, 9), dtype=torch.long)
    with TemporaryDirectory() as folder:
        whole, small = Path(folder) / "whole.onnx", Path(folder) / "small.onnx"
        torch.onnx.export(
            _InService(model).eval(),
            (words, torch.zeros_like(words), torch.ones((2, 9))),
            str(whole),
            input_names=["words", "people", "own"],
            output_names=["odds", "bonds"],
            dynamic_axes={
                "words": {1: "places"},
                "people": {1: "places"},
                "own": {0: "sentences", 1: "places"},
                "odds": {0: "sentences"},
                "bonds": {1: "sentences", 3: "places"},
            },
            opset_version=17,
            dynamo=False,
        )
        quantize_dynamic(
            whole, small, weight_type=QuantType.QInt8, reduce_range=True, per_channel=True
        )
        return small.read_bytes()
