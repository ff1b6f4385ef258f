"""What a caller may ask: the query keys of each resource, and the body of feedback."""

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from kb.model import Kind
from kb.searching import LONGEST_QUESTION, Filters
from kb.suggesting import LONGEST_TYPED

PAGE_SIZE, DOCUMENTS_PAGE_SIZE = 10, 50
LARGEST_PAGE, LAST_PAGE = 100, 1000
MOST_VALUES = 50
SUGGESTIONS, MOST_SUGGESTIONS = 8, 20
Sorting = Literal["relevantie", "datum"]
DocumentSorting = Literal["datum", "titel"]


def _digits(value: object) -> object:
    # pydantic takes "1.0" and " 1_0 " for a number; a schema's integer is stricter.
    if isinstance(value, str) and not (value.isascii() and value.removeprefix("-").isdigit()):
        raise PydanticCustomError("int_parsing", "not an integer")
    return value


Whole = Annotated[int, BeforeValidator(_digits)]
Year = Annotated[int, Field(ge=1000, le=9999), BeforeValidator(_digits)]
Text = Annotated[str, Field(min_length=1, max_length=300)]


class Parameters(BaseModel):
    """Query keys; a key that does not exist is an error, since a typing error would go unseen."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class NoParameters(Parameters):
    """For resources without query keys."""


class Narrowing(Parameters):
    """Only documents with these properties; values of one key are alternatives."""

    soort: list[Kind] = Field(
        default_factory=list,
        max_length=3,
        description="Alleen deze soorten bronnen. Herhaal de sleutel voor meer soorten.",
        examples=[["artikel", "webinar"]],
    )
    thema: list[Text] = Field(
        default_factory=list,
        max_length=MOST_VALUES,
        description="Alleen documenten met een van deze thema’s",
        examples=[["circulair inkopen"]],
    )
    organisatie: list[Text] = Field(
        default_factory=list,
        max_length=MOST_VALUES,
        description="Alleen documenten van een van deze organisaties",
        examples=[["Gemeente (voorbeeld) Waterdam"]],
    )
    jaar: list[Year] = Field(
        default_factory=list,
        max_length=MOST_VALUES,
        description="Alleen documenten uit een van deze jaren",
        examples=[[2024]],
    )
    taal: list[Text] = Field(
        default_factory=list,
        max_length=MOST_VALUES,
        description="Alleen documenten in een van deze talen (BCP 47)",
        examples=[["nl"]],
    )

    def filters(self) -> Filters:
        """Return what searching understands."""
        chosen = {
            "kind": frozenset(self.soort),
            "theme": frozenset(self.thema),
            "organisation": frozenset(self.organisatie),
            "year": frozenset(map(str, self.jaar)),
            "language": frozenset(self.taal),
        }
        return Filters({name: values for name, values in chosen.items() if values})


class Search(Narrowing):
    """The query keys of /zoekresultaten."""

    q: str = Field(
        min_length=1,
        max_length=LONGEST_QUESTION,
        pattern=r"\S",
        description="De vraag, in gewone woorden",
        examples=["Hoe betrek ik inwoners bij een circulaire wijk?"],
    )
    sorteer: Sorting = Field(default="relevantie", description="Volgorde van de resultaten")
    letterlijk: bool = Field(
        default=False,
        description="Of de vraag precies zo wordt gesteld, ook met een verkeerd gespeld woord dat "
        "niets vindt",
    )
    pagina: Whole = Field(default=1, ge=1, le=LAST_PAGE, description="Welke pagina, vanaf 1")
    aantal: Whole = Field(
        default=PAGE_SIZE, ge=1, le=LARGEST_PAGE, description="Hoeveel resultaten op een pagina"
    )


class Typed(Parameters):
    """The query keys of /suggesties."""

    q: str = Field(
        min_length=1,
        max_length=LONGEST_TYPED,
        description="Wat er al getypt is",
        examples=["hitte"],
    )
    aantal: Whole = Field(
        default=SUGGESTIONS,
        ge=1,
        le=MOST_SUGGESTIONS,
        description="Hoeveel suggesties hoogstens",
    )


class Listing(Narrowing):
    """The query keys of /documenten."""

    sorteer: DocumentSorting = Field(
        default="datum", description="Nieuwste eerst, of op alfabet van de titel"
    )
    pagina: Whole = Field(default=1, ge=1, le=LAST_PAGE, description="Welke pagina, vanaf 1")
    aantal: Whole = Field(
        default=DOCUMENTS_PAGE_SIZE,
        ge=1,
        le=LARGEST_PAGE,
        description="Hoeveel documenten op een pagina",
    )
