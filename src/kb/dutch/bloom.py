"""A set of words in little room, that now and then takes a stranger for a member (Bloom, 1970)."""

import hashlib
import math
from collections.abc import Collection, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bloom:
    """`hashes` bits of `bits` are set for each word."""

    hashes: int
    bits: bytes

    @classmethod
    def of(cls, words: Collection[str], false_positives: float) -> "Bloom":
        """Return a filter that takes about this share of other words for one of `words`."""
        size = math.ceil(-len(words) * math.log(false_positives) / math.log(2) ** 2 / 8)
        empty = cls(max(1, round(-math.log2(false_positives))), bytes(size))
        bits = bytearray(size)
        for word in words:
            for at in empty._places(word):
                bits[at >> 3] |= 1 << (at & 7)
        return cls(empty.hashes, bytes(bits))

    @classmethod
    def load(cls, dumped: bytes) -> "Bloom":
        """Undo `dump`."""
        return cls(dumped[0], dumped[1:])

    def dump(self) -> bytes:
        """Return the filter as bytes."""
        return bytes([self.hashes]) + self.bits

    def __contains__(self, word: str) -> bool:
        return all(self.bits[at >> 3] >> (at & 7) & 1 for at in self._places(word))

    def _places(self, word: str) -> Iterator[int]:
        digest = hashlib.blake2b(word.encode(), digest_size=16).digest()
        # Two hashes make any number of them (Kirsch & Mitzenmacher, 2006).
        first, second = int.from_bytes(digest[:8], "big"), int.from_bytes(digest[8:], "big") | 1
        size = len(self.bits) * 8
        return ((first + turn * second) % size for turn in range(self.hashes))
