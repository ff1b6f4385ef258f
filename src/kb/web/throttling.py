"""How often the same visitor may do what costs us something; kept in memory only."""

import hashlib
import ipaddress
import secrets

from fastapi import Request
from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from kb.errors import TooOften

# Addresses are not even kept in memory: only what this salt, gone at the next start, makes of them.
_SALT = secrets.token_bytes(16)


class Throttle:
    """At most `times` in `minutes` for each key."""

    def __init__(self, times: int, minutes: int) -> None:
        """Count from nothing."""
        self._minutes = minutes
        self._item = RateLimitItemPerMinute(times, minutes)
        self._storage = MemoryStorage()
        self._limiter = MovingWindowRateLimiter(self._storage)

    def check(self, key: str) -> None:
        """Raise TooOften when `key` has used up its times; counts nothing."""
        if not self._limiter.test(self._item, key):
            self._refuse()

    def count(self, key: str) -> None:
        """Count one more for `key`; raises TooOften when it has used up its times."""
        if not self._limiter.hit(self._item, key):
            self._refuse()

    def forget(self, key: str) -> None:
        """Let `key` begin anew."""
        self._limiter.clear(self._item, key)

    def _refuse(self) -> None:
        raise TooOften(f"U deed dit te vaak achter elkaar. Wacht {self._minutes} minuten.")


def visitor(request: Request) -> str:
    """Return a key for the address a request comes from, from which the address cannot be told."""
    host = request.client.host if request.client else ""
    return hashlib.blake2b(_network(host).encode(), key=_SALT, digest_size=16).hexdigest()


def _network(host: str) -> str:
    # Who has one IPv6 address has billions: what counts is the network.
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    if address.version == 4:
        return host
    return str(ipaddress.ip_network((address, 64), strict=False))
