"""However many reasons a letter gives, its signature never stands alone on a page."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from ccas.documents import kinds
from ccas.documents.actions import renderer

REASON = (
    "L’état de services produit porte la signature d’un chef de centre qui, à cette date, "
    "n’exerçait plus au centre opérationnel ; entendu, il a déclaré ne jamais l’avoir signé."
)
LAST = "Ce qui vous est acquis le reste. Vous pouvez représenter un bloc non validé."


def pages(kind: str, reasons: int) -> list[str]:
    """The text of each page of an invented letter."""
    said = {
        "certifier": {"legal_name": "Certificateur d’essai", "heading": "République française"},
        "qualification": {"title": "Opérateur de centre d’appels d’urgence", "code": "RNCP1"},
        "recipient": {"name": "Anne-Élisabeth Le Goff-Quéméneur", "number": "C-2026-000007"},
        "place": "Paris",
        "specimen": False,
        "title": "Rejet d’un recours",
        "paragraphs": ["Le service certificateur a examiné votre recours.", "Motifs :"],
        "items": [REASON] * reasons,
        "after": ["Vous pouvez contester ce rejet dans les deux mois.", LAST],
        "signature": {
            "authority": "Pour le ministre et par délégation,",
            "capacity": "Sous-directeur de la formation",
            "name": "Hervé d’Aubigny-Lacaze",
            "delegation": {"reference": "Décision n° 2026-118", "dated_on": "2026-01-12"},
        },
        "document": {
            "kind": kind,
            "number": "RA-RNCP1-2026-000001",
            "issued_on": "2026-10-22",
            "verification_code": "K7QF2M9XA4TBWC8DREH6N3PVYG",
            "verification_url": "https://certificateur.example/v/K7QF2M9XA4TBWC8DREH6N3PVYG",
            "replaces": None,
        },
    }
    made = renderer().make(kinds.get(kind), said).content
    return [page.extract_text() for page in PdfReader(BytesIO(made)).pages]


@pytest.mark.parametrize("kind", ["appeal_answer", "award_withdrawal"])
def test_a_signature_keeps_the_last_words_with_it(kind):
    lengths = set()
    for reasons in range(6, 15):
        *before, last = pages(kind, reasons)
        lengths.add(len(before) + 1)
        assert "Aubigny-Lacaze" in last
        assert "acquis le reste" in last, reasons
        assert not any(page.rstrip().endswith("Motifs :") for page in before)
    assert lengths == {1, 2}, "the letters tried turn the page"
