"""A child process that parses hostile or broken files, with limits on time and memory."""

import atexit
import pickle
import select
import struct
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from typing import IO

from kb.errors import DocumentUnreadable
from kb.model import Reading

LENGTH = struct.Struct("!Q")


@dataclass(frozen=True, slots=True)
class Limits:
    """What parsing one file may cost: wall time in seconds, address space in bytes."""

    seconds: float = 30.0
    memory: int = 1 << 30


class _Died(Exception):
    """The child went away in the middle of a file."""


class _TooSlow(Exception):
    """The child did not answer in time."""


class Worker:
    """One child that reads file after file; a new one follows when it dies or is too slow."""

    def __init__(self) -> None:
        """Start nothing yet."""
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._memory = 0

    def read(self, name: str, data: bytes, limits: Limits) -> Reading:
        """Return what the reader found; raises DocumentUnreadable."""
        with self._lock:
            try:
                kind, value = self._ask(name, data, limits)
            except _TooSlow:
                self.stop()
                raise DocumentUnreadable(
                    f"Het lezen duurde langer dan {limits.seconds:g} seconden. "
                    "Splits het bestand of sla het opnieuw op."
                ) from None
            except (_Died, OSError):
                self.stop()
                raise DocumentUnreadable(_too_heavy(limits)) from None
        if kind == "reading" and isinstance(value, Reading):
            return value
        raise DocumentUnreadable(_too_heavy(limits) if kind == "memory" else str(value))

    def stop(self) -> None:
        """End the child, if there is one."""
        process, self._process = self._process, None
        if process:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                if pipe:
                    pipe.close()

    def _ask(self, name: str, data: bytes, limits: Limits) -> tuple[str, object]:
        process = self._running(limits)
        source, target = process.stdout, process.stdin
        if source is None or target is None:
            raise _Died
        send(target, (name, data))
        deadline = time.monotonic() + limits.seconds
        length = LENGTH.unpack(_receive(source, LENGTH.size, deadline))[0]
        # The pickle comes from our own child; the files it reads never reach this side.
        answer: tuple[str, object] = pickle.loads(  # noqa: S301
            _receive(source, length, deadline)
        )
        return answer

    def _running(self, limits: Limits) -> subprocess.Popen[bytes]:
        if self._process and (self._process.poll() is not None or self._memory != limits.memory):
            self.stop()
        if self._process is None:
            self._memory = limits.memory
            self._process = subprocess.Popen(
                [sys.executable, "-m", "kb.readers.worker", str(limits.memory)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        return self._process


def read_apart(name: str, data: bytes, limits: Limits) -> Reading:
    """Read a file in the child process; raises DocumentUnreadable."""
    return _WORKER.read(name, data, limits)


def send(pipe: IO[bytes], value: object) -> None:
    """Write a value with its length before it."""
    packed = pickle.dumps(value)
    pipe.write(LENGTH.pack(len(packed)) + packed)
    pipe.flush()


def _receive(pipe: IO[bytes], size: int, deadline: float) -> bytes:
    chunks, missing = [], size
    while missing:
        left = deadline - time.monotonic()
        if left <= 0 or not select.select([pipe], [], [], left)[0]:
            raise _TooSlow
        # read1 gives what is there, so that the deadline holds between the pieces.
        chunk = pipe.read1(min(missing, 1 << 20))  # type: ignore[attr-defined]
        if not chunk:
            raise _Died
        chunks.append(chunk)
        missing -= len(chunk)
    return b"".join(chunks)


def _too_heavy(limits: Limits) -> str:
    return (
        f"Dit bestand vraagt te veel geheugen (meer dan {limits.memory >> 20} MB) of is zo kapot "
        "dat het lezen stopt. Sla het opnieuw op of splits het."
    )


_WORKER = Worker()
atexit.register(_WORKER.stop)
