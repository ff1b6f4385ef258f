"""Texts to token numbers, by a tokenizer that is trained on the same texts."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, trainers
from torch import Tensor

IntArray = NDArray[np.int32]
Rows = NDArray[np.int64]
CHUNK = 10_000


@dataclass(frozen=True, slots=True)
class Tokens:
    """Token numbers of many texts, one after the other; text i is ids[offsets[i]:offsets[i+1]]."""

    ids: IntArray
    offsets: Rows

    def bag(self, rows: Rows) -> tuple[Tensor, Tensor]:
        """Return token numbers [tokens] and where each row's begin [rows], for embedding_bag."""
        pieces = [self.ids[self.offsets[row] : self.offsets[row + 1]] for row in rows]
        begins = np.cumsum([0, *(len(piece) for piece in pieces[:-1])])
        return torch.from_numpy(np.concatenate(pieces).astype(np.int64)), torch.from_numpy(begins)


def train_tokenizer(texts: Sequence[str], size: int) -> Tokenizer:
    """Return a Unigram tokenizer: it cuts Dutch compounds at their seams."""
    tokenizer = Tokenizer(models.Unigram())
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.NFKD(), normalizers.StripAccents(), normalizers.Lowercase()]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Punctuation(),
            pre_tokenizers.Digits(individual_digits=False),
            pre_tokenizers.Metaspace(),
        ]
    )
    trainer = trainers.UnigramTrainer(
        vocab_size=size, special_tokens=["[UNK]"], unk_token="[UNK]", show_progress=False
    )
    tokenizer.train_from_iterator(texts, trainer)
    return tokenizer


def tokenize(tokenizer: Tokenizer, texts: Sequence[str], most: int) -> Tokens:
    """Return the first `most` tokens of each text."""
    ids: list[IntArray] = []
    for begin in range(0, len(texts), CHUNK):
        batch = tokenizer.encode_batch_fast(
            list(texts[begin : begin + CHUNK]), add_special_tokens=False
        )
        ids += [np.asarray(each.ids[:most] or [0], np.int32) for each in batch]
    return Tokens(np.concatenate(ids), np.cumsum([0, *map(len, ids)]))
