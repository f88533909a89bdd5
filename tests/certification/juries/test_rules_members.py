"""What is asked of the members together: acts, mandates, balance; declarations and files read."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from certification.juries.rules import (
    Accreditation,
    Acquaintance,
    Presence,
    Service,
    Tie,
    appointed_indicators,
    candidate_review,
    mandate_over,
    may_be_dismissed,
    seat_plan,
    sitting_indicators,
    ties_between,
    verdict,
)
from certification.juries.rules.links import FAMILIES, KINDS
from tests.certification.juries.jury_rules import (
    DAY,
    FIVE,
    NAMES,
    TWO_AND_TWO,
    holding,
    lawful,
    occupant,
    planned,
    with_levels,
)

PLAN = seat_plan(FIVE, "NORD", NAMES)


def read(name, composition, rules=FIVE):
    found = {one.id: one for one in appointed_indicators(rules, composition)}
    return found.get(f"appointed.{name}")


# --- acts of designation -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("capacity", "act", "verdict", "found"),
    [
        ("head", "", "ok", "aucun représentant"),
        ("head_delegate", "Arrêté 12", "ok", "Titulaire : Arrêté 12"),
        ("head_delegate", "", "block", "Titulaire : aucun"),
        ("head_delegate", "  ", "block", "Titulaire : aucun"),
    ],
)
def test_a_representative_has_an_act(capacity, act, verdict, found):
    composition = lawful()
    seat = planned(composition, "president")
    someone = occupant(seat, capacity=capacity, designation=act, name="Titulaire")
    indicator = read("designations", holding(composition, "president", someone))
    assert (indicator.verdict, indicator.found) == (verdict, found)
    said = {
        "aucun représentant": "Personne ne siège comme représentant.",
        "Titulaire : Arrêté 12": "Chaque représentant a son acte de désignation.",
    }
    assert indicator.sentence == said.get(
        found, "L’acte qui désigne Titulaire comme « représentant du chef » n’est pas enregistré."
    )


def test_no_act_is_asked_where_no_capacity_needs_one():
    rules = replace(
        TWO_AND_TWO, capacities=tuple(replace(one, designation_required=False) for one in
                                      TWO_AND_TWO.capacities)
    )  # fmt: skip
    assert read("designations", lawful(rules, None), rules) is None
    assert read("designations", lawful(TWO_AND_TWO, None), TWO_AND_TWO).verdict == "ok"


# --- mandates ------------------------------------------------------------------------------------

FOUR_YEARS = replace(FIVE, mandate_years=4)


@pytest.mark.parametrize(
    ("start", "years", "day", "over"),
    [
        (date(2022, 10, 6), 4, DAY, True),
        (date(2022, 10, 7), 4, DAY, False),
        (date(2022, 9, 30), 4, DAY, True),
        (date(2022, 11, 1), 4, DAY, False),
        (date(2021, 12, 31), 4, DAY, True),
        (date(2010, 1, 1), 0, DAY, False),
        (date(2024, 2, 29), 1, date(2025, 2, 28), False),
        (date(2024, 2, 29), 1, date(2025, 3, 1), True),
        (date(2027, 1, 1), 4, DAY, False),
    ],
)
def test_a_mandate_lasts_whole_years(start, years, day, over):
    assert mandate_over([Accreditation(start, None)], years, day) is over


def test_a_renewal_begins_the_count_again():
    old, new = Accreditation(date(2015, 1, 1), None), Accreditation(date(2025, 1, 1), None)
    assert mandate_over([old], 4, DAY)
    assert not mandate_over([old, new], 4, DAY)
    assert not mandate_over([new, old], 4, DAY)
    assert not mandate_over([], 4, DAY)


def since(*starts: date) -> object:
    """A lawful jury whose first members are accredited since these days."""
    composition = lawful(FOUR_YEARS)
    for seat, start in zip(composition.plan, starts, strict=False):
        someone = occupant(
            seat, name=f"Titulaire {seat.position}", accreditations=(Accreditation(start, None),)
        )
        composition = holding(composition, seat.id, someone)
    return composition


def test_the_mandate_of_each_member_is_read():
    indicator = read("mandate", since(date(2020, 3, 1), date(2025, 1, 6)), FOUR_YEARS)
    assert (indicator.verdict, indicator.level) == ("warn", "warn")
    assert indicator.found == "la plus ancienne : 01/03/2020"
    assert indicator.wanted == "des habilitations de moins de 4 ans au jour du jury"
    assert indicator.sentence == (
        "Titulaire 1 est habilité depuis le 01/03/2020 : plus de 4 ans, l’habilitation est à "
        "renouveler."
    )
    assert "certificateur" in indicator.source


def test_mandates_that_run_are_said_too():
    indicator = read("mandate", since(date(2024, 3, 1)), FOUR_YEARS)
    assert (indicator.verdict, indicator.sentence) == (
        "ok",
        "Aucune habilitation n’a plus de 4 ans.",
    )
    nobody = read("mandate", lawful(FOUR_YEARS), FOUR_YEARS)
    assert (nobody.verdict, nobody.found) == ("ok", "aucune habilitation datée")


def test_no_length_no_indicator():
    assert read("mandate", lawful()) is None
    assert read("mandate", replace(lawful(FOUR_YEARS), sits_on=None), FOUR_YEARS) is None


def test_a_mandate_may_block():
    rules = replace(with_levels(FIVE, mandate="block"), mandate_years=4)
    assert read("mandate", since(date(2020, 3, 1)), rules).blocks


# --- balance -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("share", "small", "women", "verdict"),
    [
        ("2/5", 3, 2, "ok"),
        ("2/5", 3, 1, "warn"),
        ("1/5", 3, 1, "ok"),
        ("1/2", 3, 2, "warn"),
        ("1/2", 5, 1, "ok"),
        ("1/2", 5, 0, "warn"),
        ("2/5", 4, 1, "warn"),
        ("2/5", 3, 3, "ok"),
        ("2/5", 3, 4, "warn"),
    ],
)
def test_the_share_of_each_sex_is_the_rules_file_s(share, small, women, verdict):
    rules = replace(FIVE, balance_share=Fraction(share), balance_small=small)
    composition = lawful(rules)
    for rank, seat in enumerate(composition.plan):
        composition = holding(
            composition, seat.id, occupant(seat, sex="F" if rank < women else "M")
        )
    assert read("gender_balance", composition, rules).verdict == verdict


# --- before sitting ------------------------------------------------------------------------------


def here(**changes) -> list[Presence]:
    """Everybody of FIVE present; changes: a seat's last word → what differs for its holder."""
    return [
        replace(
            Presence(seat.id, f"p-{seat.id}", f"Titulaire {seat.position}", seat.capacities[0]),
            **changes.get(seat.id.replace(":", "_"), {}),
        )
        for seat in PLAN
    ]


def sitting(name, present, rules=FIVE):
    found = {one.id: one for one in sitting_indicators(rules, PLAN, present)}
    return found.get(f"sitting.{name}")


def test_each_member_present_has_declared():
    indicator = sitting("declarations", here())
    assert (indicator.verdict, indicator.found) == ("ok", "5 sur 5")
    assert indicator.sentence == ("Chaque membre présent a signé sa déclaration d’impartialité.")
    late = here(president={"declared": False}, training={"declared": False})
    indicator = sitting("declarations", late)
    assert (indicator.verdict, indicator.found) == ("block", "3 sur 5")
    assert indicator.sentence == (
        "Titulaire 1 et Titulaire 5 : déclaration d’impartialité à signer avant de siéger."
    )
    assert sitting("declarations", late, with_levels(FIVE, declarations="warn")).verdict == "warn"


def test_declarations_are_read_for_the_sitting_only():
    review = candidate_review(FIVE, PLAN, here(president={"declared": False}), [])
    assert not any("declaration" in one.id for one in review.indicators)


def test_files_left_unopened_are_counted():
    assert sitting("studied", here()) is None
    read_all = here(**{seat.id.replace(":", "_"): {"unread": 0} for seat in PLAN})
    indicator = sitting("studied", read_all)
    assert (indicator.verdict, indicator.level, indicator.found) == ("ok", "warn", "5 sur 5")
    assert indicator.sentence == "Chaque membre présent a ouvert les dossiers qu’il juge."
    behind = [replace(one, unread=3 if one.seat == "training" else 0) for one in read_all]
    indicator = sitting("studied", behind)
    assert (indicator.verdict, indicator.found) == ("warn", "4 sur 5")
    assert indicator.sentence == "Titulaire 5 n’a pas ouvert 3 dossiers."
    assert sitting("studied", behind, with_levels(FIVE, studied="block")).blocks
    # Those of whom nobody asks count for nothing.
    some = [replace(behind[0], unread=None), *behind[1:]]
    assert sitting("studied", some).found == "3 sur 4"


def studied(present, said, rules=FIVE, **more):
    review = candidate_review(rules, PLAN, present, [], studied=said, **more)
    return next((one for one in review.indicators if one.id == "candidate.studied"), None)


def test_who_opened_the_file_of_a_candidate_is_printed():
    assert studied(here(), None) is None
    every = {f"p-{seat.id}": "le 01/10/2026 à 09:00" for seat in PLAN}
    indicator = studied(here(), every)
    assert (indicator.verdict, indicator.found, indicator.set) == ("ok", "5 sur 5", "candidate")
    assert indicator.sentence.startswith(
        "Dossier ouvert par Titulaire 1 (le 01/10/2026 à 09:00), Titulaire 2"
    )
    del every["p-training"]
    indicator = studied(here(), every)
    assert (indicator.verdict, indicator.level, indicator.found) == ("warn", "warn", "4 sur 5")
    assert indicator.sentence.startswith("N’a pas ouvert le dossier : Titulaire 5. Dossier ouvert")
    assert studied(here(), every, with_levels(FIVE, studied="block")).blocks
    assert studied(here(), {}).sentence.endswith("Titulaire 5.")
    assert studied([], {}).sentence == "Personne ne siège pour ce candidat."


def test_whoever_withdraws_need_not_have_read():
    tie = Tie("p-training", "Titulaire 5", "trained", "x", "en 2025")
    every = {f"p-{seat.id}": "hier" for seat in PLAN if seat.id != "training"}
    review = candidate_review(FIVE, PLAN, here(), [tie], studied=every)
    indicator = review.indicators[-1]
    assert (indicator.id, indicator.verdict, indicator.found) == (
        "candidate.studied",
        "ok",
        "4 sur 4",
    )


# --- what is looked for --------------------------------------------------------------------------


def test_no_link_says_so():
    review = candidate_review(FIVE, PLAN, here(), [])
    assert review.recused == frozenset()
    first, second, third = review.indicators[:3]
    assert (first.id, first.level, first.found) == ("candidate.links", "block", "aucun")
    assert (second.id, third.id) == ("candidate.never_accompanied", "candidate.never_annulled")
    assert all(one.sentence and one.wanted and one.source for one in review.indicators)
    assert verdict(review.indicators) == "ok"
    assert {one.set for one in review.indicators} == {"candidate"}


@pytest.mark.parametrize("kind", KINDS)
def test_a_link_silences_the_good_news_of_its_family_only(kind):
    tie = Tie("p-training", "Titulaire 5", kind, "x", "en 2025")
    found = {one.id for one in candidate_review(FIVE, PLAN, here(), [tie]).indicators}
    for name, _wanted, _sentence, family in FAMILIES:
        assert (f"candidate.{name}" in found) is (kind not in family)
    assert f"candidate.{kind}" in found


def test_every_kind_belongs_to_one_family():
    assert sorted(kind for *_, family in FAMILIES for kind in family) == sorted(KINDS)


@pytest.mark.parametrize(
    ("kind", "recused"),
    [
        ("shared_employer", False),
        ("attested_practice", False),
        ("annulled_jury", True),
        ("accompanied", True),
        ("evaluator_of_candidate", False),
    ],
)
def test_what_recuses_and_what_only_warns(kind, recused):
    tie = Tie("p-training", "Titulaire 5", kind, "x", "en 2025")
    review = candidate_review(FIVE, PLAN, here(), [tie])
    assert bool(review.recused) is recused


def test_only_a_seat_on_the_annulled_jury_cannot_be_a_false_positive():
    assert {kind for kind in KINDS if not may_be_dismissed(kind)} == {"annulled_jury"}


def test_links_of_employer_attestation_and_annulled_jury():
    mine = Service("e1", "SDIS du Haut-Val", date(2020, 1, 1), None)
    theirs = Service("e1", "SDIS du Haut-Val", date(2024, 3, 1), date(2025, 2, 28))
    found = ties_between(
        Acquaintance(
            "p1",
            "Maïwenn",
            (),
            (),
            member_employers=(mine, Service("e2", "Mairie", date(2020, 1, 1), None)),
            candidate_employers=(theirs,),
            attestations=(("a1", "attestation du 3 mars"),),
            annulled=(("j1", "Jury de mai"),),
        )
    )
    assert [(one.kind, one.source, one.evidence) for one in found] == [
        ("shared_employer", "e1", "SDIS du Haut-Val, du 01/03/2024 au 28/02/2025"),
        ("attested_practice", "a1", "attestation du 3 mars"),
        ("annulled_jury", "j1", "Jury de mai"),
    ]


@pytest.mark.parametrize(
    ("seats", "verdict", "says"),
    [
        ((), "block", "0 membre siège : il en faut au moins 2."),
        (("training",), "block", "1 membre siège : il en faut au moins 2."),
        (("president", "training"), "ok", "2 membres siègent."),
        (("president", "training", "operator:SUD"), "ok", "3 membres siègent."),
    ],
)
def test_the_sentence_of_the_least_number(seats, verdict, says):
    present = [
        Presence(one.id, f"p-{one.id}", f"Membre {one.id}", one.capacities[0])
        for one in PLAN
        if one.id in seats
    ]
    found = {one.id: one for one in sitting_indicators(FIVE, PLAN, present)}
    least = found["sitting.minimum_members"]
    assert (least.verdict, least.sentence) == (verdict, says)
