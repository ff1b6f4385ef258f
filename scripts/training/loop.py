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

WARM_UP = 0.05

Sides = tuple[Tokens, Tokens]
# Which source a batch is from and which of its pairs it holds.
Batch = tuple[str, Rows]


@dataclass(frozen=True, slots=True)
class Course:
    """How fast to learn, and how many batches are for following the teacher."""

    rate: float
    following: int


def fresh(vocabulary: int, dimension: int) -> Tensor:
    """Return a table that knows nothing yet."""
    return torch.normal(0.0, 0.1, (vocabulary, dimension))


def train(
    start: Tensor,
    sources: Sequence[Source],
    tokens: Mapping[str, Sides],
    lesson: Lesson | None,
    course: Course,
) -> Tensor:
    """Return the table that training makes of `start`, float32 [vocabulary, dimension].

    `tokens` are by source.
    """
    table = nn.Embedding(*start.shape)
    table.weight.data.copy_(start)
    wrong = {source.name: source.wrong for source in sources}
    plan = _plan(sources, lesson, course)
    optimizer = torch.optim.Adam(table.parameters(), lr=course.rate)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda at: _rate(at, len(plan)))
    for step, (name, rows) in enumerate(plan, 1):
        left, right = (_encode(table, side, rows) for side in tokens[name])
        if lesson and name == lesson.source.name:
            loss = follow(left, right, torch.from_numpy(lesson.vectors[rows].astype(np.float32)))
        else:
            hard = wrong[name]
            others = None if hard is None else _encode(table, tokens[name][1], hard[rows].ravel())
            loss = contrast(left, right, others)
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


def _plan(sources: Sequence[Source], lesson: Lesson | None, course: Course) -> list[Batch]:
    plan = [batch for each in sources for batch in batches(each, each.passes)]
    if lesson:
        passes = course.following * SMALL_BATCH / len(lesson.source.left)
        plan += batches(lesson.source, passes)
    random.shuffle(plan)
    return plan


def _encode(table: nn.Embedding, tokens: Tokens, rows: Rows) -> Tensor:
    ids, begins = tokens.bag(rows)
    return functional.embedding_bag(ids, table.weight, begins, mode="mean")


def _rate(step: int, total: int) -> float:
    warm = max(1, int(WARM_UP * total))
    return min(1.0, (step + 1) / warm) * max(0.0, 1 - step / total)
