"""Function words of Dutch and English questions: kept in phrases, not searched for."""

STOP_WORDS = frozenset(
    """
    de het een en of in op aan van voor met bij om te dat die dit deze dan als maar want dus is zijn
    was waren ben bent wees geweest er hoe wat wie waar wanneer waarom waarmee waarbij waardoor
    waarvoor welke welk wiens kan kun kunt kunnen kon konden moet moeten moest mag mogen wil willen
    wilt wilde zal zult zullen zou zouden ik je jij jou jouw u uw we wij ons onze ze zij hen hun hij
    hem haar men mijn me mij zich zelf niet geen wel ook al nog zo toch eens even maar naar uit over
    door tot tegen onder tussen sinds per zonder worden wordt werd geworden heb hebt heeft hebben
    had hadden gehad doe doet doen deed gaan gaat ga ging iets iemand alle alles elk elke veel meer
    meest zoals omdat terwijl hierbij daarbij daarvan hier daar ervan eigenlijk precies bijvoorbeeld
    andere anderen ander eigen via nou goed graag tips ervaring ervaringen voorbeeld voorbeelden
    pakken pakt aanpakken kom komt komen krijg krijgt krijgen laat laten maak maakt zorg zorgt
    the of to and how do does did what a an is are was were be been for in on with can could i my
    we our us you your they their it its this that these those there who when where why which should
    would will must may at by from as or not no have has had about into other others
    """.split()
) - frozenset("ervaring ervaringen voorbeeld voorbeelden tips goed aanpakken maken".split())
