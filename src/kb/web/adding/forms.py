"""What an editor says of an upload before it is saved. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass

from starlette.datastructures import FormData

from kb.editing.previews import Preview
from kb.web import desk_forms
from kb.web.adding.preview_views import personal
from kb.web.desk_forms import MetadataForm

PERSONAL = "persoonsgegevens"
SEEN = {
    "dubbel": "Bevestig dat u dit bestand nog een keer wilt toevoegen.",
    "bijna-dubbel": "Bevestig dat u dit naast het andere document wilt toevoegen.",
    PERSONAL: "Maak de persoonsgegevens onleesbaar of bevestig dat ze mogen blijven staan.",
}
OTHERWISE = "Bevestig dat u dit hebt gezien."


@dataclass(frozen=True, slots=True)
class SaveForm:
    """The fields of the page: what is said of the document, what is all right, what to mask."""

    about: MetadataForm
    agreed: frozenset[str] = frozenset()
    masked: frozenset[str] = frozenset()
    problems: tuple[tuple[str, str], ...] = ()


def filled(preview: Preview) -> SaveForm:
    """Return the form with what kb understood; personal data is masked unless one says no."""
    return SaveForm(
        desk_forms.filled(preview.metadata),
        masked=frozenset(each.text for each in personal(preview)),
    )


def read(form: FormData, preview: Preview) -> SaveForm:
    """Return a form that came back, with everything that is wrong in it."""
    about = desk_forms.read(form)
    agreed = frozenset(_texts(form, "akkoord"))
    masked = frozenset(_texts(form, "maskeer"))
    wrong = _unconfirmed(preview, agreed, masked)
    return SaveForm(about, agreed, masked, (*about.problems, *wrong))


def _unconfirmed(
    preview: Preview, agreed: frozenset[str], masked: frozenset[str]
) -> Iterator[tuple[str, str]]:
    left = [each for each in personal(preview) if each.text not in masked]
    for finding in preview.to_confirm:
        settled = finding.code in agreed or (finding.code == PERSONAL and not left)
        if not settled:
            yield f"akkoord-{finding.code}", SEEN.get(finding.code, OTHERWISE)


def _texts(form: FormData, name: str) -> list[str]:
    return [value for value in form.getlist(name) if isinstance(value, str)]
