"""The JSON that callers get: one model for each thing, described and with examples.

Their names, docstrings and descriptions are Dutch because they are the public OpenAPI document.
"""

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema, model_validator
from pydantic.alias_generators import to_camel

from kb.journal.listening import LONGEST
from kb.model import Kind
from kb.suggesting import SuggestionKind

PlaceType = Literal["pagina", "dia", "kop", "tijd"]
# A type of its own with its format, where pydantic would write anyOf.
Day = Annotated[
    date | None, WithJsonSchema({"type": ["string", "null"], "format": "date", "title": "Datum"})
]


class Representation(BaseModel):
    """Base of all: camelCase outside, nothing that is not described."""

    model_config = ConfigDict(
        alias_generator=to_camel, populate_by_name=True, extra="forbid", frozen=True
    )


class Vindplaats(Representation):
    """De precieze plek van een passage in een document."""

    type: PlaceType = Field(description="Waarmee de plek is aangeduid", examples=["tijd"])
    label: str = Field(description="De plek zoals een mens die leest", examples=["12:34"])
    pagina: int | None = Field(description="Pagina of dia, vanaf 1", examples=[3])
    begin: float | None = Field(description="Begin in de opname, in seconden", examples=[754.2])
    einde: float | None = Field(description="Einde in de opname, in seconden", examples=[801.0])
    spreker: str | None = Field(description="Wie er spreekt", examples=["Projectleider"])
    pad: list[str] = Field(description="De koppen boven de plek", examples=[["Aanpak", "Stap 1"]])


class Treffer(Representation):
    """Een stuk van het fragment dat bij de vraag past."""

    begin: int = Field(description="Eerste teken, vanaf 0", examples=[12])
    einde: int = Field(description="Het teken na het laatste", examples=[20])


class OokIn(Representation):
    """Een ander document met dezelfde passage."""

    document: str = Field(description="Id van het document", examples=["handouts/wijk.pdf"])
    titel: str = Field(description="Titel", examples=["Handout circulaire wijk"])
    passage: int = Field(description="Nummer van de passage", examples=[2])
    label: str = Field(description="De plek", examples=["p. 3"])
    url: str = Field(
        description="Adres van de plek",
        examples=["https://kennisbank.example/documenten/handouts/wijk.pdf#passage-2"],
    )


class Kenmerken(Representation):
    """Wat er over een document bekend is; leeg wat er niet in staat."""

    id: str = Field(
        description="Id: het pad van het document. Schuine strepen mogen zo in het adres staan, "
        "of als %2F.",
        examples=["artikelen/circulair-meubilair.md"],
    )
    titel: str = Field(description="Titel", examples=["Circulair meubilair inkopen"])
    soort: Kind | None = Field(description="Soort bron", examples=["artikel"])
    datum: Day = Field(description="Datum van het document", examples=["2024-05-17"])
    organisatie: str = Field(
        description="Organisatie die vertelt", examples=["Gemeente (voorbeeld) Waterdam"]
    )
    rol: str = Field(description="Rol van wie vertelt", examples=["inkoopadviseur"])
    themas: list[str] = Field(description="Thema’s", examples=[["circulair inkopen"]])
    doelgroep: str = Field(description="Voor wie het is", examples=["inkopers"])
    taal: str = Field(description="Taal (BCP 47)", examples=["nl"])
    bron_url: str | None = Field(
        description="Adres van de bron", examples=["https://voorbeeld.example/meubilair"]
    )
    media_url: str | None = Field(
        description="Adres van de opname", examples=["https://voorbeeld.example/meubilair.mp4"]
    )
    licentie: str = Field(description="Licentie", examples=["CC0-1.0"])
    voorbeeld: bool = Field(description="Of het voorbeeldmateriaal is", examples=[False])
    url: str = Field(
        description="De documentpagina",
        examples=["https://kennisbank.example/documenten/artikelen/circulair-meubilair.md"],
    )
    api_url: str = Field(
        description="Het document in deze API",
        examples=["https://kennisbank.example/v1/documenten/artikelen/circulair-meubilair.md"],
    )


class Zoekresultaat(Representation):
    """Een passage die antwoord geeft, letterlijk, met de precieze plek."""

    document: Kenmerken = Field(description="Het document")
    passage: int = Field(description="Nummer van de passage in het document", examples=[4])
    vindplaats: Vindplaats = Field(description="De plek van de passage")
    fragment: str = Field(
        description="De zinnen die het best antwoord geven, letterlijk",
        examples=["Wij gingen eerst langs de deuren in de wijk."],
    )
    treffers: list[Treffer] = Field(description="Wat in het fragment bij de vraag past")
    tekst: str = Field(
        description="De hele passage, letterlijk",
        examples=["Dank je. Wij gingen eerst langs de deuren in de wijk."],
    )
    ook_in: list[OokIn] = Field(description="Andere documenten met dezelfde passage")
    score: float = Field(
        description="Hoe goed de passage past; alleen te vergelijken binnen één antwoord",
        examples=[1.42],
    )
    url: str = Field(
        description="De documentpagina, geopend bij de passage",
        examples=["https://kennisbank.example/documenten/webinars/warmtenet.vtt#passage-1"],
    )


class Bladeren(Representation):
    """Adressen van de pagina’s om deze heen; dezelfde staan in de header Link."""

    zelf: str = Field(description="Deze pagina", examples=["https://kennisbank.example/v1/…"])
    eerste: str = Field(description="De eerste", examples=["https://kennisbank.example/v1/…"])
    vorige: str | None = Field(description="De vorige", examples=[None])
    volgende: str | None = Field(description="De volgende", examples=[None])
    laatste: str = Field(description="De laatste", examples=["https://kennisbank.example/v1/…"])


class Zoekresultaten(Representation):
    """Het antwoord op een vraag: passages, de beste eerst."""

    vraag: str = Field(description="De vraag", examples=["Hoe betrek ik bewoners?"])
    generatie: str = Field(
        description="De index waaruit dit antwoord komt", examples=["20261124T081500123-3f2a"]
    )
    betrouwbaar: bool = Field(
        description="Of de resultaten de vraag echt beantwoorden. Bij false is dit wat er het "
        "dichtst bij komt; toon het nooit als antwoord.",
        examples=[True],
    )
    zekerheid: float = Field(
        ge=0, le=1, description="Hoe zeker dat is, van 0 tot 1", examples=[0.93]
    )
    bedoelde_u: str | None = Field(
        description="De vraag met verbeterde spelling, als die er is",
        examples=["hoe koop ik circulair in"],
    )
    beantwoorde_vraag: str = Field(
        description="De vraag waar de resultaten bij horen. Dat is de verbeterde vraag als een "
        "verkeerd gespeld woord zelf niets vindt; toon dan welke vraag beantwoord is, en bied "
        "de getypte aan met `letterlijk=true`.",
        examples=["Hoe betrek ik bewoners?"],
    )
    totaal: int = Field(ge=0, description="Aantal resultaten op alle pagina’s", examples=[37])
    pagina: int = Field(ge=1, description="Deze pagina", examples=[1])
    aantal: int = Field(ge=1, description="Grootte van een pagina", examples=[10])
    facetten: dict[str, dict[str, int]] = Field(
        description="Per filter (soort, thema, organisatie, jaar, taal) hoeveel documenten "
        "iedere waarde zou geven",
        examples=[{"soort": {"artikel": 12, "webinar": 3}}],
    )
    resultaten: list[Zoekresultaat] = Field(description="De passages")
    links: Bladeren = Field(description="Andere pagina’s")


class Documenten(Representation):
    """Een pagina uit de lijst van documenten."""

    generatie: str = Field(description="De index", examples=["20261124T081500123-3f2a"])
    totaal: int = Field(ge=0, description="Aantal documenten op alle pagina’s", examples=[62])
    pagina: int = Field(ge=1, description="Deze pagina", examples=[1])
    aantal: int = Field(ge=1, description="Grootte van een pagina", examples=[50])
    documenten: list[Kenmerken] = Field(description="De documenten")
    links: Bladeren = Field(description="Andere pagina’s")


class Passage(Representation):
    """Een stuk tekst dat los te lezen is."""

    nummer: int = Field(ge=1, description="Nummer in het document, vanaf 1", examples=[4])
    vindplaats: Vindplaats = Field(description="De precieze plek")
    tekst: str = Field(description="De tekst, letterlijk", examples=["Wij gingen langs de deuren."])
    url: str = Field(
        description="De documentpagina, geopend bij de passage",
        examples=["https://kennisbank.example/documenten/webinars/warmtenet.vtt#passage-4"],
    )


class Sectie(Representation):
    """Een deel van het document: een pagina, dia, kop of tijdvak."""

    nummer: int = Field(ge=1, description="Nummer in het document, vanaf 1", examples=[2])
    vindplaats: Vindplaats = Field(description="De plek van het deel")
    passages: list[Passage] = Field(description="De passages in dit deel")


class Document(Kenmerken):
    """Een heel document: kenmerken en tekst."""

    generatie: str = Field(description="De index", examples=["20261124T081500123-3f2a"])
    origineel_url: str = Field(
        description="Het originele bestand",
        examples=["https://kennisbank.example/bestanden/artikelen/circulair-meubilair.md"],
    )
    secties: list[Sectie] = Field(description="De delen, in volgorde")
    verwant: list[Kenmerken] = Field(
        description="Andere documenten over hetzelfde, het meest verwante eerst"
    )


class Suggestie(Representation):
    """Een tekst om mee verder te zoeken."""

    tekst: str = Field(description="De tekst", examples=["hittestress"])
    soort: SuggestionKind = Field(
        description="Waar de tekst vandaan komt: een thema, een eerdere vraag die antwoord kreeg, "
        "of de titel van een document",
        examples=["thema"],
    )
    url: str = Field(
        description="Waar de suggestie heen leidt: de zoekpagina, of het document van een titel",
        examples=["https://kennisbank.example/?q=hittestress"],
    )


class Suggesties(Representation):
    """Waar iemand misschien naar op zoek is, het waarschijnlijkste eerst."""

    suggesties: list[Suggestie] = Field(description="De suggesties; leeg als er geen zijn")


class Feedback(BaseModel):
    """Wat u van een antwoord vindt, of van één passage daarin."""

    # Strict: the text "ja" is not a boolean, and a caller had better hear it.
    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        strict=True,
        json_schema_extra={"dependentRequired": {"passage": ["document"]}},
    )

    vraag: str = Field(
        min_length=1,
        max_length=LONGEST,
        pattern=r"\S",
        description="De vraag waarop het antwoord kwam. Persoonsgegevens maken we onleesbaar.",
        examples=["Hoe betrek ik bewoners bij het warmtenet?"],
    )
    geholpen: bool = Field(description="Of het antwoord hielp", examples=[True])
    document: str = Field(
        default="",
        max_length=LONGEST,
        description="Id van het document, als het over één document of passage gaat",
        examples=["webinars/warmtenet.vtt"],
    )
    passage: int = Field(
        default=0,
        ge=0,
        description="Nummer van de passage in `document`; 0 voor het hele document",
        examples=[1],
    )
    toelichting: str = Field(
        default="", max_length=LONGEST, description="Wat er beter kan", examples=["Te algemeen."]
    )

    @model_validator(mode="after")
    def _placed(self) -> Self:
        if "passage" in self.model_fields_set and "document" not in self.model_fields_set:
            raise ValueError("Noem ook het document waarin deze passage staat.")
        return self
