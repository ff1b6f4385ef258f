"""Keeps the index up to date in a running server, woken by a save or a change in the folder."""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import watchfiles

from kb.errors import IndexLocked, KBError
from kb.harvesting import Progress
from kb.reporting import Report

LOG = logging.getLogger("kb.following")
# Files that are added one after the other get one build together.
QUIET = 0.3
# How soon to look again whether the night's build has let go of the index.
PATIENCE = 2.0
# A build stops at its next step; judging is the longest step.
LONGEST_STOP = 30.0


@dataclass(frozen=True, slots=True)
class Outlook:
    """How far the index is behind the documents.

    `report` is of the last build that ended; `problem` says why the last one did not.
    """

    on: bool = False
    busy: bool = False
    report: Report | None = None
    problem: str = ""


class Follower:
    """Builds in a thread of its own; starting, waking and stopping are safe from any thread."""

    def __init__(
        self,
        build: Callable[[Progress], Report],
        folder: Path,
        *,
        quiet: float = QUIET,
        patience: float = PATIENCE,
    ) -> None:
        """Call `build` when `folder` changes; nothing happens before `start`."""
        self._build, self._folder = build, folder
        self._quiet, self._patience = quiet, patience
        self._woken, self._stopping = threading.Event(), threading.Event()
        self._outlook = Outlook()
        self._threads: tuple[threading.Thread, ...] = ()

    @property
    def outlook(self) -> Outlook:
        """How things stand at this moment."""
        return replace(self._outlook, busy=self._outlook.busy or self._waiting())

    def start(self) -> None:
        """Begin to follow; what changed while nobody did is picked up at once."""
        self._stopping.clear()
        self._outlook = Outlook(on=True)
        self._threads = (
            threading.Thread(target=self._follow, name="kb-following", daemon=True),
            threading.Thread(target=self._watch, name="kb-watching", daemon=True),
        )
        self.wake()
        for thread in self._threads:
            thread.start()

    def wake(self) -> None:
        """Say that a document changed; costs nothing when nobody follows."""
        self._woken.set()

    def stop(self) -> None:
        """End a build at its next step, and both threads; the live index stays as it is."""
        self._stopping.set()
        self._woken.set()
        for thread in self._threads:
            thread.join(LONGEST_STOP)
        self._threads = ()
        self._outlook = replace(self._outlook, on=False, busy=False)

    def _waiting(self) -> bool:
        return self._outlook.on and self._woken.is_set()

    def _follow(self) -> None:
        while not self._stopping.is_set():
            self._woken.wait()
            self._stopping.wait(self._quiet)
            # Busy before it is no longer woken: a page must never see "ready" in between.
            self._outlook = replace(self._outlook, busy=True)
            self._woken.clear()
            if not self._stopping.is_set():
                self._outlook = self._attempt()

    def _attempt(self) -> Outlook:
        try:
            return Outlook(on=True, report=self._build(_Stoppable(self._stopping)))
        except IndexLocked as error:
            self._stopping.wait(self._patience)
            self._woken.set()
            return replace(self._outlook, problem=str(error))
        except _Stopped:
            return self._outlook
        except KBError as error:
            LOG.warning("%s", error)
            return replace(self._outlook, busy=False, problem=str(error))
        except Exception:
            # One bad build must not end all later ones.
            LOG.exception("De index kon niet worden bijgewerkt")
            return replace(self._outlook, busy=False, problem=UNEXPECTED)

    def _watch(self) -> None:
        try:
            for _ in watchfiles.watch(
                self._folder,
                watch_filter=lambda _, name: _is_document(name),
                stop_event=self._stopping,
                debounce=400,
                rust_timeout=500,
                raise_interrupt=False,
            ):
                self.wake()
        except (OSError, RuntimeError) as error:
            # Network folders and full inotify tables; what is saved on the desk still wakes us.
            LOG.warning("De map %s wordt niet gevolgd (%s)", self._folder, error)


UNEXPECTED = (
    "De index kon niet worden bijgewerkt door een fout in kb. Vraag de beheerder om in het "
    "logboek te kijken; de vorige index blijft in gebruik."
)


class _Stopped(Exception):
    """The server stops, so the build does too."""


class _Stoppable:
    """Progress that ends a build when it must stop."""

    def __init__(self, stopping: threading.Event) -> None:
        self._stopping = stopping

    def step(self, name: str, done: int, total: int) -> None:
        if self._stopping.is_set():
            raise _Stopped(name, done, total)


def _is_document(name: str) -> bool:
    return not Path(name).name.startswith((".", "~$"))
