"""Why there is no composition: each reason in a sentence that names what to change."""

from certification.juries.composer.explain import counted
from certification.juries.composer.working import answer, said_of
from tests.certification.juries.composer.small import PLAN, SEATS, problem
from tests.certification.juries.jury_rules import FIVE, with_levels

ALONE = dict(zip(SEATS, "abcde", strict=True))
LABELS = {seat.id: seat.label for seat in PLAN}


def why(wanted) -> list[str]:
    chosen, sentences = answer(wanted)
    assert chosen is None
    return sentences


def test_a_seat_that_nobody_may_take():
    assert why(problem({**ALONE, "training": ""})) == [
        f"Personne ne peut tenir le siège « {LABELS['training']} ». "
        "Aucune personne n’est habilitée."
    ]


def test_two_seats_for_one_person():
    wanted = problem({**ALONE, "operator:EST": "b", "operator:SUD": "b"})
    assert why(wanted) == [
        f"2 sièges (« {LABELS['operator:EST']} », « {LABELS['operator:SUD']} ») n’ont que "
        "1 personne à se partager : Membre B."
    ]


def test_three_seats_for_two_people():
    shared = dict.fromkeys(("operator:EST", "operator:SUD", "operator:OUEST"), "bc")
    (sentence,) = why(problem({**ALONE, **shared}))
    assert sentence.startswith("3 sièges")
    assert "2 personnes à se partager : Membre B, Membre C." in sentence


def test_nothing_to_count_says_nothing():
    assert counted(problem(ALONE)) == []


def test_a_candidate_tied_to_the_only_president():
    assert why(problem(ALONE, recused={"Zoé": "a", "Ömer": "b"})) == [
        "Aucune composition ne laisse le jury siéger pour Candidat Zoé : Membre A se déporterait, "
        "et il ne resterait pas la présidence, le quorum ou une personne du métier."
    ]


def test_each_candidate_alone_but_not_all_of_them():
    wanted = problem({**ALONE, "president": "ap"}, recused={"C1": "a", "C2": "p"})
    assert why(wanted)[0].startswith("Chaque candidat pourrait être jugé par une composition")


def test_a_balance_that_nothing_reaches():
    rules = with_levels(FIVE, gender_balance="block")
    assert why(problem(ALONE, rules=rules, men="abcde"))[0].startswith(
        "Aucune composition possible n’atteint l’équilibre"
    )


def test_what_weighs_on_a_choice_is_said():
    wanted = problem(ALONE, men="ab", recused={"C1": "c"})
    chosen, sentences = answer(wanted)
    assert sentences == [
        "3 femmes, 2 hommes.",
        "Membre C se déporterait pour Candidat C1.",
    ]
    assert said_of(wanted, chosen) == sentences
    assert answer(problem(ALONE))[1][-1] == "Aucun membre n’aurait à se déporter."
