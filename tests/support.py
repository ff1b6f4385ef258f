"""A small corpus of real files, and what tests share."""

import os
import subprocess
import sys
from pathlib import Path

from kb.app import Application
from kb.settings import Settings

MEUBILAIR = """---
titel: Circulair meubilair inkopen
soort: artikel
datum: 2024-05-17
organisatie: Gemeente (voorbeeld) Waterdam
rol: inkoopadviseur
themas: [circulair inkopen]
taal: nl
voorbeeldmateriaal: true
---
# Circulair meubilair inkopen

De gemeente kocht gebruikte bureaus en stoelen in plaats van nieuwe. Dat scheelde veel geld.

## Aanpak

We begonnen met een inventarisatie van de behoefte van collega's. Daarna vroegen we leveranciers \
om gereviseerde stoelen met een garantie van vijf jaar. Een materialenpaspoort was verplicht.

## Wat ging mis

De levertijd viel tegen, omdat gebruikt meubilair niet op voorraad ligt. Reken op drie maanden.
"""
WOO = """<!doctype html><html lang="nl"><head><title>Site</title>
<meta name="dcterms.title" content="Sneller een Woo-verzoek afhandelen">
<meta name="dcterms.date" content="2023-02-03">
<meta name="dcterms.creator" content="Provincie (voorbeeld) Zuiderkust"></head>
<body><nav>Menu Contact</nav><div class="cookie-banner">Wij gebruiken cookies</div>
<main><h1>Sneller een Woo-verzoek afhandelen</h1><p>De Wet open overheid vraagt een besluit binnen
vier weken. De informatiespecialist doet de zoekslag in een dag.</p>
<h2>Lakken</h2><p>Persoonsgegevens worden gelakt met software. Twee juristen controleren het
resultaat.</p><table><tr><th>Jaar</th><th>Verzoeken</th></tr><tr><td>2022</td><td>41</td></tr></table>
</main><aside>Lees ook: Parkeren</aside><footer>Over deze site</footer></body></html>
"""
HITTE = """Hittestress in de binnenstad

1. Aanleiding

In versteende wijken wordt het op een zomerdag tien graden warmer dan daarbuiten. Ouderen hebben \
daar het meeste last van.

2. Maatregelen

Bomen geven schaduw en verdampen water. Het waterschap betaalde mee aan groene schoolpleinen.
"""
WARMTENET = """WEBVTT

NOTE
titel: Warmtenet: gesprek met bewoners
datum: 2025-03-20
organisatie: Gemeente (voorbeeld) Heuvelrijk

00:00:01.000 --> 00:00:06.000
<v Gespreksleider>Welkom bij dit webinar over het warmtenet.

00:00:06.500 --> 00:00:15.000
<v Projectleider>Dank je. Wij gingen eerst langs de deuren in de

00:00:15.200 --> 00:00:24.000
<v Projectleider>wijk, want bewonersparticipatie begint aan de keukentafel.

00:01:10.000 --> 00:01:20.000
<v Gespreksleider>En wat kostte dat?
"""
NETCONGESTIE = """1
00:00:02,000 --> 00:00:09,000
ADVISEUR: Netcongestie betekent dat het stroomnet vol is.

2
00:00:09,500 --> 00:00:18,000
Bedrijven op het bedrijventerrein delen daarom samen één aansluiting.
"""
JONGEREN = """# Jongeren betrekken bij plannen

Een jongerenraad geeft de wethouder advies over het speelbeleid. Sociale media werkten beter dan \
een brief. De jongeren kregen een vergoeding en een diner met het college.
"""


def write_corpus(folder: Path) -> Path:
    """Write six small documents of five formats below `folder` and return it."""
    files = {
        "artikelen/meubilair.md": MEUBILAIR,
        "artikelen/woo.html": WOO,
        "artikelen/hitte.txt": HITTE,
        "artikelen/jongeren.md": JONGEREN,
        "webinars/warmtenet.vtt": WARMTENET,
        "webinars/netcongestie.srt": NETCONGESTIE,
        "webinars/netcongestie.srt.yaml": "titel: Netcongestie\nsoort: webinar\nrol: adviseur\n",
    }
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return folder


class Silent:
    """Progress that nobody watches."""

    def step(self, name: str, done: int, total: int) -> None:
        """Say nothing."""


def application(corpus: Path, index: Path, **more: object) -> Application:
    """Return the services over two folders."""
    values: dict[str, object] = {
        "corpus": corpus,
        "index": index,
        "data": index.parent / "data",
        **more,
    }
    return Application(Settings.model_validate(values))


def kb(*arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command line in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "kb", *map(str, arguments)],
        capture_output=True,
        text=True,
        env={**os.environ, **environment},
        check=False,
    )
