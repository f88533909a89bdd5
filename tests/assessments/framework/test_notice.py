"""Reading notices: the shipped one against its seed, two real ones, and what must be refused."""

import re
from datetime import date
from xml.etree.ElementTree import fromstring

import pytest

from assessments.framework.rules.lists import lines_outside_blocks
from assessments.framework.rules.notice import NoticeRefused, extract, read_notice

from .reading_files import NOTICE_XML, SEED, TWO_NOTICES_XML


def words(text: str) -> str:
    """The words alone: list dashes that the export glues or frees, and blanks, do not count."""
    return " ".join(re.sub(r"(?<!\w)-(?=\w)", " ", text).split())


@pytest.fixture(scope="module")
def notice():
    return read_notice(NOTICE_XML)


def test_the_shipped_notice_has_the_forty_two_competencies(notice):
    assert [(block.code, len(block.competencies)) for block in notice.blocks] == [
        ("RNCP35553BC01", 13),
        ("RNCP35553BC02", 15),
        ("RNCP35553BC03", 14),
    ]
    assert sum(len(block.competencies) for block in notice.blocks) == 42
    assert [c.position for c in notice.blocks[2].competencies] == list(range(1, 15))


def test_every_text_of_the_shipped_notice_stands_word_by_word_in_the_seed():
    seed = words(SEED)
    outside_the_seed = {"4.1", "Publiée", "NIV5", "Oui", "Non", "19/04/2026"}
    texts = [
        node.text.strip() for node in fromstring(NOTICE_XML).iter() if (node.text or "").strip()
    ]
    missing = [text for text in texts if words(text) not in seed and text not in outside_the_seed]
    assert len(texts) > 60
    assert missing == []


def test_every_competency_of_the_seed_is_read_in_its_order(notice):
    """The other direction: what the seed lists under each block is what we read, nothing less."""
    for block, following in zip(
        notice.blocks,
        [*(b.code for b in notice.blocks[1:]), "Description des modalités d'acquisition"],
        strict=True,
    ):
        section = SEED[SEED.index(f"{block.code} - ") : SEED.index(following)]
        lines = [words(line) for line in section.split("\n") if words(line)]
        listed = lines[2 : lines.index(words(block.assessment))]
        assert listed == [words(competency.text) for competency in block.competencies]


def test_a_changed_word_would_be_seen():
    assert words("Écouter la requête du requérant") not in words(SEED)


def test_identity_nomenclatures_dates_and_figures(notice):
    assert notice.title == "Opérateur de centre de commandement, d'assistance et de secours"
    assert notice.level == "NIV5"
    assert notice.certifiers == (("11001401600015", "MINISTERE DE L' INTERIEUR ET DES OUTRE-MER"),)
    assert notice.nsf == (("344", "Sécurite des biens et des personnes, police, surveillance"),)
    assert [code for code, _ in notice.formacodes] == ["42814", "42837", "42826"]
    assert [code for code, _ in notice.rome] == ["K2503", "K1706", "K1705"]
    assert notice.registration_end == date(2026, 4, 19)
    assert notice.last_award_date is None
    assert notice.decision_date is None
    assert notice.predecessors == ("RNCP28127",)
    assert notice.successors == ()
    assert (notice.new_caledonia, notice.polynesia) == (None, None)
    assert [
        (line.year, line.certified, line.certified_vae, line.target_job_2_years)
        for line in notice.figures
    ] == [(2019, 356, 71, None), (2018, 308, 27, 100)]
    assert notice.unknown_tags == ()


def test_the_composition_shows_which_routes_are_open(notice):
    assert list(notice.juries) == ["FC", "VAE"]
    assert words(notice.juries["FC"]) == words(notice.juries["VAE"])


def test_the_published_errors_are_kept(notice):
    assert "opértionnel" in notice.blocks[2].title
    assert "Mise en situation reconstituées" in notice.blocks[1].assessment


def test_one_capacity_stands_in_no_block(notice):
    competencies = tuple(c.text for block in notice.blocks for c in block.competencies)
    assert lines_outside_blocks(notice.capacities, competencies) == (
        "S'assurer en fin d'intervention, de la disponibilité opérationnelle des moyens engagés.",
    )


def test_the_other_real_notices():
    software = read_notice(TWO_NOTICES_XML, "RNCP35419")
    assert [len(block.competencies) for block in software.blocks] == [5, 4, 4, 5]
    assert software.blocks[0].competencies[0].text.startswith("Organiser et conduire une réunion")
    assert list(software.juries) == ["FI", "CA", "FC", "CQ", "CL", "VAE"]
    assert (software.new_caledonia, software.polynesia) == (False, False)
    assert (software.predecessors, software.successors) == (("RNCP11543",), ("RNCP42147",))
    assert software.decision_date == date(2021, 3, 17)

    security = read_notice(TWO_NOTICES_XML, "RNCP37488")
    assert [[c.text for c in block.competencies] for block in security.blocks] == [
        [
            "Valider le fonctionnement d’un réseau",
            "Coder",
            "Installer une infrastructure réseau",
            "Exploiter une installation réseau",
            "Maintenir un réseau",
        ],
        [
            "Communiquer en situation professionnelle (français/anglais)",
            "Analyser une installation réseau",
            "Organiser une intervention",
            "Gérer un projet",
        ],
    ]
    assert security.short_title == "Certificat de spécialisation"
    assert security.effective_date == date(2023, 9, 1)
    assert security.polynesia is True


@pytest.mark.parametrize("code", ["RNCP35419", "RNCP37488"])
def test_a_notice_extracted_from_a_file_of_several_reads_the_same(code):
    alone = extract(TWO_NOTICES_XML, code)
    assert read_notice(alone) == read_notice(TWO_NOTICES_XML, code)
    assert extract(alone, code) == alone
    assert b"RNCP35419" not in extract(TWO_NOTICES_XML, "RNCP37488")


def fiche(inner: str, version: str = "4.1", code: str = "RNCP99001") -> bytes:
    return (
        f"<FICHES><VERSION_FLUX>{version}</VERSION_FLUX><FICHE>"
        f"<NUMERO_FICHE>{code}</NUMERO_FICHE><INTITULE>Vigie du port</INTITULE>"
        "<CERTIFICATEURS><CERTIFICATEUR><NOM_CERTIFICATEUR>Port de Brest</NOM_CERTIFICATEUR>"
        f"</CERTIFICATEUR></CERTIFICATEURS>{inner}</FICHE></FICHES>"
    ).encode()


def block(code: str, items: str = "Veiller    Alerter") -> str:
    return (
        f"<BLOC_COMPETENCES><CODE>{code}</CODE><LIBELLE>Veille</LIBELLE>"
        f"<LISTE_COMPETENCES>{items}</LISTE_COMPETENCES></BLOC_COMPETENCES>"
    )


BLOCKS = f"<BLOCS_COMPETENCES>{block('01')}{block('02')}</BLOCS_COMPETENCES>"


def test_codes_such_as_01_several_certifiers_no_siret_and_cdata():
    found = read_notice(
        fiche(
            "<CERTIFICATEURS><CERTIFICATEUR><SIRET_CERTIFICATEUR>12345678900011"
            "</SIRET_CERTIFICATEUR><NOM_CERTIFICATEUR>École &amp; Cie</NOM_CERTIFICATEUR>"
            "</CERTIFICATEUR></CERTIFICATEURS><OBJECTIFS_CONTEXTE><![CDATA[Veiller & <agir>]]>"
            f"</OBJECTIFS_CONTEXTE>{BLOCKS}"
        )
    )
    assert [b.code for b in found.blocks] == ["01", "02"]
    assert found.certifiers == (("", "Port de Brest"), ("12345678900011", "École & Cie"))
    assert found.objectives == "Veiller & <agir>"
    assert found.level == ""
    assert found.juries == {}


def test_a_block_inside_the_correspondences_is_no_block():
    found = read_notice(
        fiche(
            "<CORRESPONDANCES><CORRESPONDANCE><BLOCS_COMPETENCES>"
            f"{block('AILLEURS')}</BLOCS_COMPETENCES></CORRESPONDANCE></CORRESPONDANCES>{BLOCKS}"
        )
    )
    assert [b.code for b in found.blocks] == ["01", "02"]


def test_unknown_tags_are_reported_and_ignored():
    odd = BLOCKS.replace("<CODE>01</CODE>", "<CODE>01</CODE><POIDS>3</POIDS>")
    found = read_notice(fiche(f"<NOUVEAUTE>x</NOUVEAUTE><NOUVEAUTE/>{odd}"))
    assert found.unknown_tags == ("NOUVEAUTE", "BLOC_COMPETENCES/POIDS")


def statistics(certified: str) -> str:
    return (
        "<STATISTIQUES_PROMOTIONS><STATISTIQUES_PROMOTION><ANNEE>2020</ANNEE>"
        f"<NOMBRE_CERTIFIES>{certified}</NOMBRE_CERTIFIES></STATISTIQUES_PROMOTION>"
        "</STATISTIQUES_PROMOTIONS>"
    )


@pytest.mark.parametrize(
    ("published", "read"), [("12", 12), ("96,4", 96), ("96.6", 97), ("-", None), ("", None)]
)
def test_figures(published, read):
    assert read_notice(fiche(statistics(published) + BLOCKS)).figures[0].certified == read


DOCTYPE = b'<!DOCTYPE FICHES [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
BOMB = b'<!DOCTYPE b [<!ENTITY a "aaaa"><!ENTITY c "&a;&a;&a;">]>'
BODY = NOTICE_XML.split(b"?>", 1)[1]


@pytest.mark.parametrize(
    ("xml", "line", "words_of_the_sentence"),
    [
        (b"", 1, "tronqué"),
        (NOTICE_XML[:9000], 57, "tronqué"),
        (NOTICE_XML[: NOTICE_XML.index(b"</INTITULE>") + 4], 11, "tronqué"),
        (NOTICE_XML.replace(b"</NIVEAU>", b"</NIV>"), 28, "balise fermante"),
        (NOTICE_XML + b"x", 122, "suit la fin"),
        (b"<FICHES>&inconnue;</FICHES>", 1, "entité inconnue"),
        (b"PK\x03\x04", 1, "interdit"),
        (NOTICE_XML.replace(b"Police", b"Pol\xe9"), 20, "UTF-8"),
        (b'<?xml version="1.0" encoding="utf-7"?><FICHES/>', 1, "encodage"),
        (b'<?xml version="1.0" encoding="martien"?><FICHES/>', 1, "encodage"),
        (DOCTYPE + BODY, 1, "DOCTYPE"),
        (DOCTYPE + BODY.replace(b"Police", b"&x;"), 1, "DOCTYPE"),
        (BOMB + BODY, 1, "DOCTYPE"),
        (b'<!DOCTYPE FICHES SYSTEM "http://127.0.0.1/x.dtd">' + BODY, 1, "DOCTYPE"),
        (b"<RSS/>", 1, "« RSS »"),
        (b"<FICHES><VERSION_FLUX>4.1</VERSION_FLUX></FICHES>", None, "aucune fiche"),
        (fiche(BLOCKS, version="3.0"), 1, "version 3.0"),
        (fiche(BLOCKS).replace(b"<VERSION_FLUX>4.1</VERSION_FLUX>", b""), 1, "aucune version"),
        (fiche(BLOCKS, code="RS5001"), 1, "répertoire spécifique"),
        (fiche(""), 1, "aucun bloc"),
        (fiche(BLOCKS.replace("02", "01")), 1, "01 est employé deux fois"),
        (fiche(BLOCKS.replace("Veiller    Alerter", "  ")), 1, "aucune compétence"),
        (fiche(BLOCKS.replace("<LIBELLE>Veille</LIBELLE>", "")), 1, "« LIBELLE » manque"),
        (fiche(BLOCKS).replace(b"Vigie du port", b"V" * 801), 1, "801 caractères"),
        (fiche(BLOCKS, code="RNCP" + "9" * 20), 1, "24 caractères"),
        (fiche(BLOCKS.replace("01", "0" * 31)), 1, "31 caractères"),
        (NOTICE_XML.replace(b"11001401600015", b"110014016"), 38, "14 chiffres"),
        (fiche(BLOCKS).replace(b"Vigie du port", b" "), 1, "« INTITULE » manque"),
        (fiche(BLOCKS).replace(b"Port de Brest", b""), 1, "« NOM_CERTIFICATEUR » manque"),
        (
            NOTICE_XML.replace(b"19/04/2026", b"2026-04-19"),
            99,
            "« 2026-04-19 », qui n’est pas une date JJ/MM/AAAA",
        ),
        (NOTICE_XML.replace(b"19/04/2026", b"31/04/2026"), 99, "31/04/2026"),
        (fiche(f"<SI_JURY_FC><ACTIF>true</ACTIF></SI_JURY_FC>{BLOCKS}"), 1, "Oui ou Non"),
        (fiche(statistics("beaucoup") + BLOCKS), 1, "n’est pas un nombre"),
        (fiche(statistics("NaN") + BLOCKS), 1, "n’est pas un nombre"),
        (fiche(statistics("2").replace("2020", "") + BLOCKS), 1, "pas d’année"),
        (TWO_NOTICES_XML, None, "RNCP35419, RNCP37488"),
    ],
)
def test_a_wrong_file_is_refused_with_its_line_and_reason(xml, line, words_of_the_sentence):
    with pytest.raises(NoticeRefused) as refused:
        read_notice(xml)
    assert words_of_the_sentence in refused.value.sentence
    assert refused.value.sentence.endswith(".")
    assert refused.value.line == line
    if line and line > 1:
        assert f"igne {line}" in refused.value.sentence


def test_a_code_absent_or_twice_in_the_file_is_refused():
    with pytest.raises(NoticeRefused, match="RNCP1 n’est pas dans ce fichier"):
        read_notice(TWO_NOTICES_XML, "RNCP1")
    twice = TWO_NOTICES_XML.replace(b">RNCP37488<", b">RNCP35419<")
    with pytest.raises(NoticeRefused, match="figure 2 fois"):
        read_notice(twice, "RNCP35419")


def test_a_file_too_heavy_is_refused_before_it_is_parsed():
    with pytest.raises(NoticeRefused, match="extraire d’abord"):
        read_notice(b" " * (32 * 1024 * 1024 + 1))
