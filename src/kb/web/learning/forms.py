"""A golden question as a form: what is in the fields, and what they mean. Pure."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from starlette.datastructures import FormData

from kb import presenting
from kb.editing.golden import GoldenQuery
from kb.model import Hit, Metadata
from kb.searching import LONGEST_QUESTION
from kb.web.forms import line
from kb.web.moments import day

# In the order in which an editor thinks of them.
GRADES = (("", "Past niet"), ("1", "Helpt een beetje"), ("2", "Geeft antwoord"))
BOTH = "Kies documenten, of kies dat geen document past. Niet beide."
NEITHER = "Kies welk document past, of kies dat geen enkel document past."
MEANING = {1: "Helpt een beetje", 2: "Geeft antwoord"}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A document that may answer; `grade` is as chosen, `url` empty when it is not there."""

    path: str
    title: str
    facts: str = ""
    snippet: str = ""
    language: str = "nl"
    url: str = ""
    grade: str = ""


@dataclass(frozen=True, slots=True)
class GoldenForm:
    """The fields as an editor sees them.

    `asked` is the visitors' question that this came from; `version` tells what the stored
    question was when the form was made.
    """

    query: str = ""
    grades: tuple[tuple[str, str], ...] = ()
    nothing: bool = False
    words: str = ""
    asked: str = ""
    settle: bool = True
    version: str = ""
    problems: tuple[tuple[str, str], ...] = ()

    @property
    def relevant(self) -> Mapping[str, int]:
        """What the grades mean: path → grade, those that fit."""
        return {path: int(grade) for path, grade in self.grades if grade}


def read(form: FormData) -> GoldenForm:
    """Return a form that came back."""
    paths = [value for value in form.getlist("document") if isinstance(value, str)]
    known = {grade for grade, _ in GRADES}
    chosen = {path: line(form, f"graad-{at}") for at, path in enumerate(paths, 1)}
    return GoldenForm(
        query=line(form, "vraag"),
        grades=tuple((path, grade if grade in known else "") for path, grade in chosen.items()),
        nothing=line(form, "niets") == "ja",
        words=line(form, "zoek"),
        asked=line(form, "bezoeker"),
        settle=line(form, "klaar") == "ja",
        version=line(form, "versie"),
    )


def filled(stored: GoldenQuery) -> GoldenForm:
    """Return the form for a question as it is stored."""
    return GoldenForm(
        query=stored.query,
        grades=tuple((path, str(grade)) for path, grade in stored.relevant.items()),
        nothing=not stored.relevant,
        version=version(stored),
    )


def checked(form: GoldenForm) -> GoldenForm:
    """Return the form with what is wrong in it."""
    problems = _query_problems(form.query)
    if bool(form.relevant) == form.nothing:
        problems.append(("niets-ja", BOTH if form.nothing else NEITHER))
    return replace(form, problems=tuple(problems))


def version(stored: GoldenQuery) -> str:
    """Return what tells this state of a question from every other."""
    told = json.dumps([stored.query, sorted(stored.relevant.items())])
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def candidates(
    form: GoldenForm, hits: Iterable[Hit], known: Mapping[str, Metadata]
) -> tuple[Candidate, ...]:
    """Return the documents to choose from: those chosen already first, then the nearest."""
    chosen = dict(form.grades)
    found = {hit.document: hit for hit in hits}
    order = [path for path, grade in form.grades if grade]
    order += [path for path in (*found, *chosen) if path not in order]
    return tuple(
        _candidate(path, known.get(path), found.get(path), chosen.get(path, ""))
        for path in dict.fromkeys(order)
        # What an editor did not choose and was not found this time is of no use any more.
        if path in found or chosen.get(path)
    )


def _candidate(path: str, known: Metadata | None, hit: Hit | None, grade: str) -> Candidate:
    if known is None:
        return Candidate(path, path, "Dit document is niet (meer) te vinden.", grade=grade)
    told = filter(None, ((known.kind or "").capitalize(), known.organisation, day(known.date)))
    return Candidate(
        path=path,
        title=known.title or path,
        facts=" · ".join(told),
        snippet=hit.snippet.text if hit else "",
        language=known.language or "nl",
        url=presenting.hit_url(hit) if hit else presenting.document_url(path),
        grade=grade,
    )


def _query_problems(query: str) -> list[tuple[str, str]]:
    if not query:
        return [("vraag", "Typ de vraag zoals een bezoeker hem stelt.")]
    # One question that cannot be asked would stop every build.
    if len(query) > LONGEST_QUESTION:
        return [("vraag", f"De vraag is te lang. Gebruik hooguit {LONGEST_QUESTION} tekens.")]
    return []
