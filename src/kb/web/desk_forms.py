"""What is said about a document as a form: its fields, and what they mean. Pure."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlsplit

from babel import Locale
from starlette.datastructures import FormData

from kb.model import KINDS, Kind, Metadata
from kb.readers.metadata import parse_date

LONGEST = 300
MOST_THEMES = 20
LANGUAGES = ("nl", "en", "de", "fr", "fy")
NAMES = Locale.parse("nl").languages
KIND_OPTIONS = (
    ("artikel", "Artikel: een tekst om te lezen"),
    ("webinar", "Webinar: de uitgeschreven tekst van een opname"),
    ("handout", "Handout: bladzijden of dia’s om uit te delen"),
)


@dataclass(frozen=True, slots=True)
class MetadataForm:
    """The fields as an editor sees them, by the names that they have in the page.

    `problems` are (field, what is wrong and what to do), all at once.
    """

    titel: str = ""
    soort: str = ""
    datum: str = ""
    organisatie: str = ""
    rol: str = ""
    themas: str = ""
    doelgroep: str = ""
    taal: str = "nl"
    bron: str = ""
    media: str = ""
    licentie: str = ""
    herzien: str = ""
    voorbeeld: bool = False
    problems: tuple[tuple[str, str], ...] = ()

    @property
    def metadata(self) -> Metadata:
        """What the fields mean; of a form with problems, what of it makes sense."""
        return Metadata(
            title=self.titel,
            kind=_kind(self.soort),
            date=_day(self.datum),
            organisation=self.organisatie,
            role=self.rol,
            themes=_themes(self.themas),
            audience=self.doelgroep,
            language=self.taal,
            source_url=self.bron,
            media_url=self.media,
            licence=self.licentie,
            sample=self.voorbeeld,
            review_on=_day(self.herzien),
        )

    @property
    def kinds(self) -> tuple[tuple[str, str], ...]:
        """The kinds to choose from."""
        return KIND_OPTIONS if _kind(self.soort) else (("", "Kies een soort"), *KIND_OPTIONS)

    @property
    def languages(self) -> tuple[tuple[str, str], ...]:
        """The languages to choose from, with the one that the document has."""
        codes = dict.fromkeys((*LANGUAGES, self.taal))
        return tuple((code, str(NAMES.get(code, code)).capitalize()) for code in codes if code)


# Where each field of the metadata stands in the form.
FIELDS = {
    "title": "titel",
    "kind": "soort",
    "date": "datum",
    "organisation": "organisatie",
    "role": "rol",
    "themes": "themas",
    "audience": "doelgroep",
    "language": "taal",
    "source_url": "bron",
    "media_url": "media",
    "licence": "licentie",
    "sample": "voorbeeld",
    "review_on": "herzien",
}


def filled(known: Metadata) -> MetadataForm:
    """Return the form for what is known of a document."""
    return MetadataForm(
        titel=known.title,
        soort=known.kind or "",
        datum=_written(known.date),
        organisatie=known.organisation,
        rol=known.role,
        themas=", ".join(known.themes),
        doelgroep=known.audience,
        taal=known.language or "nl",
        bron=known.source_url,
        media=known.media_url,
        licentie=known.licence,
        herzien=_written(known.review_on),
        voorbeeld=known.sample,
    )


def read(form: FormData) -> MetadataForm:
    """Return a form that came back, with everything that is wrong in it."""

    def value(name: str) -> str:
        return " ".join(str(form.get(name, "")).split())

    given = MetadataForm(
        titel=value("titel"),
        soort=value("soort"),
        datum=value("datum"),
        organisatie=value("organisatie"),
        rol=value("rol"),
        themas=value("themas"),
        doelgroep=value("doelgroep"),
        taal=value("taal"),
        bron=value("bron"),
        media=value("media"),
        licentie=value("licentie"),
        herzien=value("herzien"),
        voorbeeld=value("voorbeeld") == "ja",
    )
    problems = ((name, said) for name, check in CHECKS for said in check(getattr(given, name)))
    return replace(given, problems=tuple(problems))


def _kind(text: str) -> Kind | None:
    return next((kind for kind in KINDS if kind == text), None)


def _day(text: str) -> date | None:
    return parse_date(text) if text else None


def _written(day: date | None) -> str:
    return f"{day:%d-%m-%Y}" if day else ""


def _themes(text: str) -> tuple[str, ...]:
    parts = (" ".join(each.split()) for each in text.replace(";", ",").split(","))
    return tuple(dict.fromkeys(filter(None, parts)))


def _title(text: str) -> Iterator[str]:
    if not text:
        yield "Vul een titel in."
    yield from _short(text)


def _known_kind(text: str) -> Iterator[str]:
    if _kind(text) is None:
        yield "Kies de soort: artikel, webinar of handout."


def _real_day(text: str) -> Iterator[str]:
    if text and _day(text) is None:
        yield f"‘{text[:40]}’ is geen datum. Schrijf een datum zo: 17-05-2024."


def _few(text: str) -> Iterator[str]:
    if len(_themes(text)) > MOST_THEMES:
        yield f"Dit zijn te veel thema’s. Kies er hooguit {MOST_THEMES}."
    if any(len(theme) > LONGEST // 4 for theme in _themes(text)):
        yield f"Een thema is te lang. Gebruik hooguit {LONGEST // 4} tekens, met komma’s ertussen."


def _language(text: str) -> Iterator[str]:
    if not (text.isascii() and text.isalpha() and len(text) in (2, 3)):
        yield "Kies de taal van het document."


def _address(text: str) -> Iterator[str]:
    try:
        parts = urlsplit(text)
    except ValueError:
        parts = urlsplit("")
    if text and (parts.scheme not in ("http", "https") or not parts.netloc or " " in text):
        yield "Schrijf het hele adres, met https:// ervoor."


def _short(text: str) -> Iterator[str]:
    if len(text) > LONGEST:
        yield f"Deze tekst is te lang. Gebruik hooguit {LONGEST} tekens."


CHECKS: tuple[tuple[str, Callable[[str], Iterator[str]]], ...] = (
    ("titel", _title),
    ("soort", _known_kind),
    ("datum", _real_day),
    ("organisatie", _short),
    ("rol", _short),
    ("themas", _few),
    ("doelgroep", _short),
    ("taal", _language),
    ("bron", _address),
    ("media", _address),
    ("licentie", _short),
    ("herzien", _real_day),
)
