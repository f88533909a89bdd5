"""What each document must say, and must never say."""

from __future__ import annotations

import copy

import pytest
from pypdf import PdfReader

from ccas.documents.kinds import DocumentKind
from ccas.documents.renderer import renderer
from tests.ccas.documents.conftest import SHEETS, text_of


def test_the_certificate_bears_every_compulsory_mention(pdf, facts):
    text = text_of(pdf("certificate"))
    for mention in (
        "RNCP35553",
        "Arrêté NOR SPEC2611111A du 19 avril 2021",
        "Ministère de l’Intérieur et des Outre-mer",
        "Niveau 5 du cadre national",
        "niveau 5 du cadre européen",
        "344 – Sécurité des biens et des personnes",
        "née le 28 février 1994, à Lorient (Morbihan)",
        "Fait à Paris, le 20 novembre 2026",
        "Hervé d'Aubigny-Lacaze",
        "n° 2026-118 du 12 janvier 2026",
        facts("certificate")["document"]["number"],
    ):
        assert mention in text, mention
    assert "Opérateur de centre de commandement, d’assistance et de secours" in text


@pytest.mark.parametrize("code", list(SHEETS))
def test_what_no_document_says(pdf, code):
    text = text_of(pdf(code)).lower()
    assert "titre professionnel" not in text
    assert "sous réserve" not in text
    assert "france compétences" not in text


@pytest.mark.parametrize("code", list(SHEETS))
def test_a_specimen_says_so_and_a_real_one_does_not(pdf, code):
    assert "SPÉCIMEN" in text_of(pdf(code))
    number = "RNCP35553-2026-000001"

    def real(facts):
        facts["specimen"] = False
        facts["document"]["number"] = number
        facts.update({key: "PV-1" for key in ("minutes_number", "act") if key in facts})
        for key in ("award", "deliberation"):
            if isinstance(facts.get(key), dict) and "minutes_number" in facts[key]:
                facts[key]["minutes_number"] = "PV-1"

    text = text_of(pdf(code, real))
    assert "sp" + "écimen" not in text.lower()
    assert number in text


def test_a_certificate_without_its_decision_says_that_it_lacks(pdf):
    def forget(facts):
        facts["qualification"]["registration"].update(decision_reference=None, decided_on=None)

    assert "référence de la décision non communiquée" in text_of(pdf("certificate", forget))


def test_a_presumed_birth_date_is_told(pdf):
    assert "(date présumée)" in text_of(pdf("block_certificate"))


@pytest.mark.parametrize("code", ["certificate", "block_certificate"])
@pytest.mark.parametrize("length", [12, 60])
def test_one_page_whatever_the_name(pdf, code, length):
    def rename(facts):
        facts["holder"]["display_name"] = ("Anne-Marie " * 6)[:length].strip()
        facts["qualification"]["title"] = ("responsable de la conduite " * 6)[:140].strip()

    assert len(PdfReader(pdf(code, rename)).pages) == 1


def test_too_many_competencies_take_a_second_page(pdf, facts):
    texts = [f"Compétence {rank} : " + "rendre compte " * 4 for rank in range(30)]
    path = pdf("block_certificate", lambda facts: facts["block"].update(competencies=texts))
    pages = [page.extract_text() for page in PdfReader(path).pages]
    assert len(pages) == 2
    assert "à la page suivante" in pages[0]
    assert "Hervé d'Aubigny-Lacaze" in pages[0]
    assert all(f"Compétence {rank} :" in pages[1].replace("\u00a0", " ") for rank in range(30))
    assert facts("block_certificate")["document"]["number"] in pages[1]


def test_the_transcript_labels_each_result_and_numbers_its_pages(pdf):
    text = text_of(pdf("transcript"))
    for words in ("Non acquis", "En cours d’acquisition", "Non observé", "page 2 sur 3"):
        assert words in text


def test_a_draft_is_watermarked_and_bears_no_number(pdf):
    def draft(facts):
        facts["draft"] = True
        facts["document"]["verification_url"] = ""

    text = text_of(pdf("minutes", draft))
    assert "PROJET" in text
    assert "Projet non signé" in text
    assert "PROJET" not in text_of(pdf("minutes"))


def test_the_minutes_print_every_indicator(pdf, facts):
    text = text_of(pdf("minutes")).replace(" ", "")
    given = facts("minutes")["indicators"]
    sets = [given["appointed"]]
    sets += [sitting["indicators"] for sitting in given["sitting"]]
    sets += [one["indicators"] for one in given["for_candidates"] if not one["conforming"]]
    for indicator in (one for indicators in sets for one in indicators):
        assert indicator["source"].replace("'", "’").replace(" ", "") in text
        assert indicator["sentence"].replace("'", "’").replace(" ", "") in text


def test_the_verdicts_of_a_conforming_candidate_stand_on_one_line(pdf, facts):
    """A table of five rows for each of fifty candidates would hide what is to be read."""
    text = text_of(pdf("minutes")).replace(" ", "")
    (one,) = [one for one in facts("minutes")["indicators"]["for_candidates"] if one["conforming"]]
    said = f"{len(one['indicators'])} exigences satisfaites"
    assert f"{one['candidate_name']}{said}Conforme".replace(" ", "") in text
    assert one["indicators"][0]["sentence"].replace(" ", "") not in text

    def spelled_out(facts):
        for one in facts["indicators"]["for_candidates"]:
            one["conforming"] = False

    whole = text_of(pdf("minutes", spelled_out)).replace(" ", "")
    assert one["indicators"][0]["sentence"].replace(" ", "") in whole


def test_no_heading_ends_a_page(facts):
    """Blocks of every length: a heading and its table head never stand alone at a page's foot."""
    kind = DocumentKind("t", "t", "pdf/transcript.html", SHEETS["transcript"], "", lambda a: None)
    base = facts("transcript")
    row = base["blocks"][0]["competencies"][0]
    for rows in (1, 7, 8, 9, 24):
        given = copy.deepcopy(base)
        given["blocks"][0]["competencies"] = [{**row, "number": at + 1} for at in range(rows)]
        content = renderer().make(kind, given).content
        for page in PdfReader(stream(content)).pages:
            lines = [line for line in page.extract_text().splitlines() if line.strip()]
            body = [line for line in lines if "page " not in line and "SPECIMEN-RC" not in line]
            assert body[-1].strip() not in {"Résultat", "Compétence"}
            assert not body[-1].startswith("RNCP35553BC")


def stream(content: bytes):
    """Bytes as a file."""
    from io import BytesIO

    return BytesIO(content)
