"""Train kb's Dutch–English static embedding model and store it for sentence-transformers.

    python scripts/train_model.py --data ../shared/data/train --out src/kb/models/nl-en-static

A text's vector is the mean of its token vectors. Training pulls each text to
its partner (a translation, the passage under a heading, a neighbouring
sentence) and away from the other texts of the batch, in both directions.
"""

import argparse
import json
import lzma
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import save_file
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, trainers
from torch import Tensor, nn
from torch.nn import functional

IntArray = NDArray[np.int32]
# Cosines are in -1..1; 20 makes the softmax sharp enough (sentence-transformers' default scale).
SCALE = 20.0
BATCH = 2048
RATE, WARM_UP = 0.05, 0.05
# Longer texts add cost, not meaning, to a mean of token vectors.
MOST_TOKENS = {"pairs": 64, "passages": 192}
# The first numbers of a vector must do on their own too (Kusupati et al., 2022, Matryoshka).
PREFIXES = (64, 128)
PREFIX_WEIGHT = 0.3
# Nobody types headings only: a third of them become questions.
QUESTIONS = (
    "hoe {}?", "wat is {}?", "hoe werkt {}?", "hoe regel je {}?", "wat zijn {}?",
    "hoe pakken anderen {} aan?", "tips voor {}", "waarom {}?", "hoe gaan we om met {}?",
    "wat moet je weten over {}?",
)  # fmt: skip
QUESTION_SHARE = 0.35


@dataclass(frozen=True, slots=True)
class Source:
    """Text pairs of one origin, and how often training passes over them."""

    name: str
    left: list[str]
    right: list[str]
    passes: int
    most_tokens: int


@dataclass(frozen=True, slots=True)
class Tokens:
    """Token numbers of many texts, one after the other; text i is ids[offsets[i]:offsets[i+1]]."""

    ids: IntArray
    offsets: NDArray[np.int64]

    def bag(self, rows: NDArray[np.int64]) -> tuple[Tensor, Tensor]:
        """Return token numbers [tokens] and where each row's begin [rows], for embedding_bag."""
        pieces = [self.ids[self.offsets[row] : self.offsets[row + 1]] for row in rows]
        begins = np.cumsum([0, *(len(piece) for piece in pieces[:-1])])
        return torch.from_numpy(np.concatenate(pieces).astype(np.int64)), torch.from_numpy(begins)


@dataclass(frozen=True, slots=True)
class Recipe:
    """What may be varied from the command line."""

    data: Path
    out: Path
    vocabulary: int
    dimension: int
    epochs: float
    seed: int


def main() -> None:
    """Train and store the model."""
    recipe = _arguments()
    random.seed(recipe.seed)
    torch.manual_seed(recipe.seed)
    print("reading", flush=True)
    sources = read_sources(recipe.data)
    tokenizer = train_tokenizer(_sample(sources, recipe.data), recipe.vocabulary)
    print("tokenizing", flush=True)
    tokens = {
        source.name: (
            tokenize(tokenizer, source.left, source.most_tokens),
            tokenize(tokenizer, source.right, source.most_tokens),
        )
        for source in sources
    }
    table = train(sources, tokens, tokenizer.get_vocab_size(), recipe)
    store(recipe.out, tokenizer, table)
    print(f"stored {recipe.out}", flush=True)


def read_sources(data: Path) -> list[Source]:
    """Return the training pairs; the number of passes is the recipe that did best."""
    human, machine = read_translations(data / "pairs-nl-en.tsv.xz")
    laws = read_columns(data / "headings-laws.tsv.xz")
    docs = read_columns(data / "headings-docs.tsv.xz")
    neighbours = list(neighbouring_sentences(data / "prose.txt.xz"))
    pairs, passages = MOST_TOKENS["pairs"], MOST_TOKENS["passages"]
    return [
        _source("human", human, 1, pairs),
        _source("machine", machine, 1, pairs),
        _source("laws", [(as_question(a), b) for a, b in laws], 2, passages),
        _source("docs", [(as_question(a), b) for a, b in docs], 3, passages),
        _source("neighbours", neighbours, 1, passages),
    ]


def read_columns(path: Path) -> list[tuple[str, str]]:
    """Return the first two columns of an xz-compressed, tab-separated file."""
    with lzma.open(path, "rt", encoding="utf-8") as file:
        rows = (line.rstrip("\n").split("\t") for line in file)
        return [(row[0].strip("* #"), row[1]) for row in rows if len(row) > 1 and row[0].strip()]


def read_translations(path: Path) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Return (Dutch, English) pairs: translated by people, and by machine."""
    found: dict[str, list[tuple[str, str]]] = {"HT": [], "MT": []}
    with lzma.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            way, _, dutch, english = line.rstrip("\n").split("\t")
            found[way].append((dutch, english))
    return found["HT"], found["MT"]


def neighbouring_sentences(path: Path) -> Iterator[tuple[str, str]]:
    """Yield (a sentence, the rest of its passage) for passages of three sentences or more."""
    with lzma.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            sentences = re.split(r"(?<=[.!?])\s+(?=[A-Z])", line.strip())
            if len(sentences) >= 3:
                at = random.randrange(len(sentences))
                yield sentences[at], " ".join(sentences[:at] + sentences[at + 1 :])


def as_question(heading: str) -> str:
    """Now and then put a heading in the form in which people ask."""
    if "?" in heading or random.random() > QUESTION_SHARE:
        return heading
    return random.choice(QUESTIONS).format(heading[0].lower() + heading[1:])


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
    for begin in range(0, len(texts), 10_000):
        batch = tokenizer.encode_batch_fast(
            list(texts[begin : begin + 10_000]), add_special_tokens=False
        )
        ids += [np.asarray(each.ids[:most] or [0], np.int32) for each in batch]
    return Tokens(np.concatenate(ids), np.cumsum([0, *map(len, ids)]))


def train(
    sources: Sequence[Source],
    tokens: dict[str, tuple[Tokens, Tokens]],
    vocabulary: int,
    recipe: Recipe,
) -> Tensor:
    """Return the trained table, float32 [vocabulary, dimension]."""
    table = nn.Embedding(vocabulary, recipe.dimension)
    nn.init.normal_(table.weight, std=0.1)
    plan = [batch for source in sources for batch in _batches(source, recipe.epochs)]
    random.shuffle(plan)
    optimizer = torch.optim.Adam(table.parameters(), lr=RATE)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda at: _rate(at, len(plan)))
    for step, (name, rows) in enumerate(plan, 1):
        left, right = (_encode(table, side, rows) for side in tokens[name])
        loss = contrast(left, right)
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        schedule.step()
        if step % 50 == 0 or step == len(plan):
            print(f"batch {step}/{len(plan)} {name} loss {loss.item():.3f}", flush=True)
    return table.weight.detach()


def contrast(left: Tensor, right: Tensor) -> Tensor:
    """In-batch softmax over cosines in both directions, over the whole vector and its prefixes."""
    total = _softmax(left, right)
    for prefix in PREFIXES:
        total = total + PREFIX_WEIGHT * _softmax(left[:, :prefix], right[:, :prefix])
    return total


def store(out: Path, tokenizer: Tokenizer, table: Tensor) -> None:
    """Write the folder that SentenceTransformer(out) loads; float16 halves its size."""
    inner = out / "0_StaticEmbedding"
    inner.mkdir(parents=True, exist_ok=True)
    save_file({"embedding.weight": table.half().contiguous()}, inner / "model.safetensors")
    tokenizer.save(str(inner / "tokenizer.json"), pretty=False)
    modules = [
        ("0", "0_StaticEmbedding", "sentence_transformers.models.StaticEmbedding"),
        ("1", "1_Normalize", "sentence_transformers.models.Normalize"),
    ]
    (out / "1_Normalize").mkdir(exist_ok=True)
    (out / "1_Normalize" / "config.json").write_text("{}\n")
    listed = [
        {"idx": int(name), "name": name, "path": path, "type": kind} for name, path, kind in modules
    ]
    (out / "modules.json").write_text(json.dumps(listed, indent=1) + "\n")
    config: dict[str, object] = {
        "prompts": {},
        "default_prompt_name": None,
        "similarity_fn_name": "cosine",
    }
    (out / "config_sentence_transformers.json").write_text(json.dumps(config, indent=1) + "\n")


def _arguments() -> Recipe:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--data", type=Path, required=True, help="folder with the training data")
    parser.add_argument("--out", type=Path, required=True, help="model folder to write")
    parser.add_argument("--vocabulary", type=int, default=40_000)
    parser.add_argument("--dimension", type=int, default=256)
    parser.add_argument("--epochs", type=float, default=1.0, help="times the recipe's passes")
    parser.add_argument("--seed", type=int, default=1)
    return Recipe(**vars(parser.parse_args()))


def _source(name: str, pairs: Sequence[tuple[str, str]], passes: int, most: int) -> Source:
    return Source(name, [a for a, _ in pairs], [b for _, b in pairs], passes, most)


def _sample(sources: Sequence[Source], data: Path) -> list[str]:
    """Return texts for the tokenizer: half of the pairs, some prose."""
    with lzma.open(data / "prose.txt.xz", "rt", encoding="utf-8") as file:
        prose = [line for at, line in enumerate(file) if at % 2 == 0]
    pairs = [source for source in sources if source.name in {"human", "machine"}]
    return [
        text for source in pairs for side in (source.left, source.right) for text in side[::3]
    ] + prose


def _batches(source: Source, epochs: float) -> Iterator[tuple[str, NDArray[np.int64]]]:
    passes = source.passes * epochs
    wanted = int(passes * len(source.left) / BATCH)
    generator = np.random.default_rng(random.randrange(2**32))
    order = np.concatenate(
        [generator.permutation(len(source.left)) for _ in range(int(passes) + 1)]
    )
    for at in range(wanted):
        yield source.name, order[at * BATCH : (at + 1) * BATCH]


def _encode(table: nn.Embedding, tokens: Tokens, rows: NDArray[np.int64]) -> Tensor:
    ids, begins = tokens.bag(rows)
    return functional.embedding_bag(ids, table.weight, begins, mode="mean")


def _softmax(left: Tensor, right: Tensor) -> Tensor:
    scores = SCALE * functional.normalize(left) @ functional.normalize(right).T
    target = torch.arange(len(left))
    forward = functional.cross_entropy(scores, target)
    return (forward + functional.cross_entropy(scores.T, target)) / 2


def _rate(step: int, total: int) -> float:
    warm = max(1, int(WARM_UP * total))
    return min(1.0, (step + 1) / warm) * max(0.0, 1 - step / total)


if __name__ == "__main__":
    main()
