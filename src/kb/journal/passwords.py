"""Passwords: argon2id, and as slow for a name that does not exist as for one that does."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from pwdlib import PasswordHash

from kb.errors import TooOften, UsageError

SHORTEST = 12
LONGEST = 1000
DIFFERENT = 6
# One check takes 64 MB and a core; more at once would starve the searches beside it, and so
# would a long queue.
_AT_ONCE = threading.BoundedSemaphore(2)
PATIENCE = 5.0


def hashed(password: str) -> str:
    """Return what may be stored of a password; raises UsageError for one that is easy to guess."""
    if len(password) < SHORTEST:
        raise UsageError(
            f"Het wachtwoord is te kort. Kies minstens {SHORTEST} tekens, bijvoorbeeld vier "
            "woorden die niets met elkaar te maken hebben."
        )
    if len(password) > LONGEST:
        raise UsageError(f"Het wachtwoord is te lang. Kies hooguit {LONGEST} tekens.")
    if len(set(password)) < DIFFERENT:
        raise UsageError(
            f"Het wachtwoord is te makkelijk. Gebruik minstens {DIFFERENT} verschillende tekens."
        )
    with _turn():
        return _hasher().hash(password)


def matches(password: str, stored: str | None) -> bool:
    """Say whether a password is the stored one; None (no such account) takes as long.

    Raises TooOften when too many others wait for the same.
    """
    decoy = _decoy()
    with _turn():
        same = _hasher().verify(password[: LONGEST + 1], stored or decoy)
    return same and stored is not None


@contextmanager
def _turn() -> Iterator[None]:
    if not _AT_ONCE.acquire(timeout=PATIENCE):
        raise TooOften("Te veel mensen loggen nu tegelijk in. Wacht even en probeer het opnieuw.")
    try:
        yield
    finally:
        _AT_ONCE.release()


@cache
def _hasher() -> PasswordHash:
    return PasswordHash.recommended()


@cache
def _decoy() -> str:
    return _hasher().hash("een wachtwoord dat van niemand is")
