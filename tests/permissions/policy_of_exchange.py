"""Who takes which list away, and who reads what left: one row for each list."""

from tests.permissions.cast import ADMINISTRATOR, AUDITOR, CONTROL, DIRECTORY_READERS, OFFICER
from tests.permissions.rows import form, page

_READS = "une liste s’emporte par l’office qui la lit à l’écran, et par lui seul"
_ACCOUNTS = frozenset({OFFICER, ADMINISTRATOR})

#: Slug → who takes the list away.
LISTS = {
    "candidats": CONTROL,
    "comptes": _ACCOUNTS,
    "consultations": frozenset({AUDITOR}),
    "demandes-attestation": CONTROL,
    "documents": CONTROL,
    "dossiers-vae": CONTROL,
    "echeances": CONTROL,
    "enquetes": CONTROL,
    "exercice": CONTROL,
    "exports": DIRECTORY_READERS,
    "jurys": CONTROL,
    "messages": CONTROL,
    "parcours": CONTROL,
    "personnes": DIRECTORY_READERS,
    "postes": CONTROL,
    "recevabilites": CONTROL,
    "recours": CONTROL,
    "retours-passeport": CONTROL,
    "retraits-recevabilite": DIRECTORY_READERS,
    "scenarios": CONTROL,
    "sessions": CONTROL,
    "signataires": CONTROL,
    "titres": CONTROL,
    "titres-a-declarer": CONTROL,
    "unites": DIRECTORY_READERS,
    "vivier": DIRECTORY_READERS,
}
_WRITES = "importer, c’est écrire ligne par ligne : qui tient cela à la main"
#: Slug → who imports it.
IMPORTS = {
    "candidats": frozenset({OFFICER}),
    "postes": frozenset({OFFICER}),
    "vivier": _ACCOUNTS,
}

EXCHANGE = [
    page("exchange:index", DIRECTORY_READERS, "ses propres exports ; l’auditeur, ceux de tous"),
    *(form("exchange:export", who, _READS, case=slug) for slug, who in LISTS.items()),
    *(form("exchange:import", who, _WRITES, case=slug) for slug, who in IMPORTS.items()),
]
ADDRESSES = {f"exchange:export {slug}": {"slug": slug} for slug in LISTS} | {
    f"exchange:import {slug}": {"slug": slug} for slug in IMPORTS
}
