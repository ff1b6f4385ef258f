"""The training itself: batches of all sources mixed, one table of token vectors."""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from scripts.training.losses import contrast, follow
from scripts.training.sources import SMALL_BATCH, Source
from scripts.training.teacher import Lesson
from scripts.training.tokenizing import Rows, Tokens
from torch import Tensor, nn
from torch.nn import functional

RATE, WARM_UP = 0.05, 0.05
# How many batches follow the teacher.
FOLLOWING = 300

Sides = tuple[Tokens, Tokens]
# Which source a batch is from and which of its pairs it holds.
Batch = tuple[str, Rows]


@dataclass(frozen=True, slots=True)
class Shape:
    """The size of the table, and how often to pass over everything."""

    vocabulary: int
    dimension: int
    epochs: float = 1.0


def train(
    sources: Sequence[Source], tokens: Mapping[str, Sides], lesson: Lesson | None, shape: Shape
) -> Tensor:
    """Return the trained table, float32 [vocabulary, dimension]; `tokens` are by source."""
    table = nn.Embedding(shape.vocabulary, shape.dimension)
    nn.init.normal_(table.weight, std=0.1)
    plan = [batch for each in sources for batch in batches(each, each.passes * shape.epochs)]
    if lesson:
        passes = FOLLOWING * shape.epochs * SMALL_BATCH / len(lesson.source.left)
        plan += batches(lesson.source, passes)
    random.shuffle(plan)
    optimizer = torch.optim.Adam(table.parameters(), lr=RATE)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda at: _rate(at, len(plan)))
    for step, (name, rows) in enumerate(plan, 1):
        left, right = (_encode(table, side, rows) for side in tokens[name])
        if lesson and name == lesson.source.name:
            loss = follow(left, right, torch.from_numpy(lesson.vectors[rows].astype(np.float32)))
        else:
            loss = contrast(left, right)
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        schedule.step()
        if step % 50 == 0 or step == len(plan):
            print(f"batch {step}/{len(plan)} {name} loss {loss.item():.3f}", flush=True)
    return table.weight.detach()


def batches(source: Source, passes: float) -> Iterator[Batch]:
    """Yield so many passes over a source, each in another order, in full batches."""
    size = min(source.batch, len(source.left))
    generator = np.random.default_rng(random.randrange(2**32))
    order = np.concatenate(
        [generator.permutation(len(source.left)) for _ in range(int(passes) + 1)]
    )
    for at in range(max(1, int(passes * len(source.left) / size))):
        yield source.name, order[at * size : (at + 1) * size]


def _encode(table: nn.Embedding, tokens: Tokens, rows: Rows) -> Tensor:
    ids, begins = tokens.bag(rows)
    return functional.embedding_bag(ids, table.weight, begins, mode="mean")


def _rate(step: int, total: int) -> float:
    warm = max(1, int(WARM_UP * total))
    return min(1.0, (step + 1) / warm) * max(0.0, 1 - step / total)
