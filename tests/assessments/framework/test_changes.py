"""The differences between two loads, one sentence each."""

import pytest

from assessments.framework.rules.changes import Loaded, changes
from assessments.framework.rules.notice import read_notice
from assessments.framework.rules.rules_file import read_rules

from .reading_files import NOTICE_XML, RULES_TOML


def loaded(xml=NOTICE_XML, rules=RULES_TOML):
    notice = read_notice(xml)
    return Loaded(notice, read_rules(rules, notice))


BEFORE = loaded()


def swap_xml(before: str, after: str) -> Loaded:
    assert before.encode() in NOTICE_XML
    return loaded(xml=NOTICE_XML.replace(before.encode(), after.encode()))


def swap_rules(before: str, after: str) -> Loaded:
    assert before in RULES_TOML
    return loaded(rules=RULES_TOML.replace(before, after, 1))


@pytest.mark.parametrize(
    ("after", "sentences"),
    [
        (BEFORE, ["Les fichiers diffèrent par leur forme seulement"]),
        (swap_xml("NIV5", "NIV6"), ["Niveau : « NIV5 » devient « NIV6 »."]),
        (swap_xml("RNCP28127", "RNCP28128"), ["Remplace : « RNCP28127 » devient « RNCP28128 »."]),
        (
            swap_xml(
                "Diriger l'entretien avec méthode pour recueillir toutes les informations "
                "pertinentes.    Caractériser",
                "Caractériser",
            ),
            ["Bloc RNCP35553BC01 : compétence retirée, « Diriger l'entretien", "Capacités"],
        ),
        (
            swap_xml(
                "Piloter et coordonner les unités d’intervention en temps réel.    Envoyer",
                "Piloter et coordonner les unités d’intervention en temps réel.    Rassurer."
                "    Envoyer",
            ),
            ["Bloc RNCP35553BC03, compétence 6 : ajoutée, « Rassurer. »."],
        ),
        (
            swap_xml("Mise en situation simulée", "Étude de cas"),
            ["Bloc RNCP35553BC01 : modalités d’évaluation modifiées."],
        ),
        (
            swap_xml("Analyser et exploiter les appels", "Traiter les appels"),
            ["Bloc RNCP35553BC01 : intitulé modifié, « Traiter les appels"],
        ),
        (
            swap_xml("<CODE>RNCP35553BC02</CODE>", "<CODE>RNCP35553BC09</CODE>"),
            [
                "Bloc RNCP35553BC02 : retiré.",
                "Bloc RNCP35553BC09 : ajouté, 15 compétences.",
            ],
        ),
        (
            swap_xml("<SI_JURY_CL>\n      <ACTIF>Non", "<SI_JURY_CL>\n      <ACTIF>Oui"),
            ["La fiche ouvre la voie « Candidature individuelle »."],
        ),
        (swap_xml("<NOMBRE_CERTIFIES>356<", "<NOMBRE_CERTIFIES>357<"), ["Chiffres publiés"]),
        (swap_rules("evaluators = 2", "evaluators = 3"), ["Nombre d’évaluateurs"]),
        (swap_rules("summons_days = 15\n# Part", "summons_days = 20\n# Part"), ["Composition ou"]),
        (
            swap_rules('interview = "optional"', 'interview = "required"'),
            ["Conditions de la voie « Formation continue » modifiées."],
        ),
        (
            swap_rules('corrected = "opérationnel"', 'corrected = "Opérationnel"'),
            ["Corrections du texte publié modifiées."],
        ),
        (swap_rules("rest_minutes = 15\n", "rest_minutes = 20\n"), ["Horaires ou pauses"]),
        (swap_rules('award_place = "Paris"', 'award_place = "Metz"'), ["Lieu de délivrance"]),
    ],
)
def test_each_difference_is_said(after, sentences):
    found = changes(BEFORE, after)
    assert len(found) == len(sentences), found
    for sentence, expected in zip(found, sentences, strict=True):
        assert sentence.startswith(expected)


def test_a_route_closed_by_the_rules():
    block = RULES_TOML[RULES_TOML.index("[routes.FC]") : RULES_TOML.index("[routes.VAE]")]
    text = RULES_TOML.replace(block, "").replace('routes = ["FC", "VAE"]', 'routes = ["VAE"]')
    assert changes(BEFORE, loaded(rules=text)) == [
        "Les règles ferment la voie « Formation continue ».",
        "Composition ou règles du jury modifiées.",
    ]
    assert "Les règles ouvrent la voie « Formation continue »." in changes(
        loaded(rules=text), BEFORE
    )
