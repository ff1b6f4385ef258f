"""Who tells it, from properties that mean something else: only what is an organisation or a role.

An author is mostly a person, who did not ask to be named on every hit, and a subject is
mostly a subject. So they count when their words say that they are what we look for.
"""

import re

_ORGANISATION = re.compile(
    r"gemeente|provincie|provinsje|waterschap|hoogheemraadschap|wetterskip|ministerie|\brijks|"
    r"dienst|agentschap|bureau|instituut|stichting|vereniging|\bregio|veiligheid|\bunie\b|"
    r"samenwerking|\bteam\b|afdeling|centrum|\w{3}raad\b|autoriteit|inspectie|\bkamer\b|platform|"
    r"netwerk|programma\b|politie|universite?it|university|hogeschool|academie|\bfonds|kadaster|"
    r"organisatie|organi[sz]ation|coöperatie|\bgroep\b|\bb\.?v\.?$|\bn\.?v\.?$|\binc\b|\bltd\b|"
    r"department|agency|council|municipality|foundation|\b(?:vng|ipo|ggd|rvo|cbs|rivm|knmi|uwv|"
    r"svb|duo|coa|ind|nvwa|pbl|scp|cpb|bzk|vws|szw|ezk|ienw|ocw|rws|logius|geonovum|ictu)\b",
    re.I,
)
_ROLE = re.compile(
    r"adviseur|advisor|medewerk|manager|leider\b|leidster|co[oö]rdinator|ambtenaar|jurist|inkoper|"
    r"regisseur|coach|specialist|secretaris|analist|analyst|ontwikkelaar|ontwerper|planoloog|"
    r"onderzoeker|wethouder|burgemeester|consulent|toezichthouder|handhaver|trainer|expert|"
    r"officer|architect|ingenieur|redacteur|beheerder|makelaar|trekker|voorzitter|directeur|"
    r"bestuurder|\barts\b|verpleegkundige|docent|griffier|archivaris|verbinder|begeleider|\bhoofd\b",
    re.I,
)


def organisation_in(author: str) -> str:
    """Return an author that is an organisation; "" for what may be a person."""
    return author if _ORGANISATION.search(author) else ""


def role_in(subject: str) -> str:
    """Return a subject that is someone's role; "" for what may be a subject."""
    return subject if _ROLE.search(subject) else ""
