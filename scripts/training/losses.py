"""What training makes small. Every argument is a batch of vectors, float32 [texts, d]."""

import torch
from torch import Tensor
from torch.nn import functional

# Cosines are in -1..1; 20 makes the softmax sharp enough (sentence-transformers' default scale).
SCALE = 20.0
# The first numbers of a vector must do on their own too (Kusupati et al., 2022, Matryoshka).
PREFIXES = (64, 128)
PREFIX_WEIGHT = 0.3
# Keeps the three comparisons with the teacher about as heavy as one contrast.
TEACHER_SHARE = 1 / 1.5


def contrast(left: Tensor, right: Tensor, wrong: Tensor | None = None) -> Tensor:
    """In-batch softmax over cosines in both directions, over the whole vector and its prefixes.

    `wrong` [any number, d] are partners of none: they only stand in the way of the left side.
    """
    others = right if wrong is None else torch.cat((right, wrong))
    total = _softmax(left, others)
    for prefix in PREFIXES:
        if prefix < left.shape[1]:
            total = total + PREFIX_WEIGHT * _softmax(left[:, :prefix], others[:, :prefix])
    return total


def follow(dutch: Tensor, english: Tensor, teacher: Tensor) -> Tensor:
    """Compare how alike the student and the teacher find the texts of a batch.

    The teacher knows English only, so its likenesses of the English side stand for
    all: within Dutch, within English and between the two. A text's likeness to
    itself says nothing; to its translation it does.
    """
    own = functional.normalize(dutch), functional.normalize(english)
    wanted = teacher @ teacher.T
    itself = torch.eye(len(wanted), dtype=torch.bool)
    pairs = ((own[0], own[0], True), (own[1], own[1], True), (own[0], own[1], False))
    total = torch.zeros(())
    for left, right, within in pairs:
        hidden = itself if within else ~torch.ones_like(itself)
        total = total + _divergence(left @ right.T, wanted, hidden)
    return total * TEACHER_SHARE


def _softmax(left: Tensor, right: Tensor) -> Tensor:
    scores = SCALE * functional.normalize(left) @ functional.normalize(right).T
    target = torch.arange(len(left))
    forward = functional.cross_entropy(scores, target)
    return (forward + functional.cross_entropy(scores[:, : len(left)].T, target)) / 2


def _divergence(student: Tensor, teacher: Tensor, hidden: Tensor) -> Tensor:
    """Kullback–Leibler divergence of the student's softmax over each row from the teacher's."""
    # Finite: minus infinity would give 0 × infinity where both are hidden.
    lowest = -1e4
    return functional.kl_div(
        functional.log_softmax((SCALE * student).masked_fill(hidden, lowest), dim=1),
        functional.log_softmax((SCALE * teacher).masked_fill(hidden, lowest), dim=1),
        reduction="batchmean",
        log_target=True,
    )
