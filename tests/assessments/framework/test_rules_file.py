"""The rules file: what ships is read whole, and every error is a sentence that names its key."""

import tomllib
from datetime import date
from fractions import Fraction

import pytest

from assessments.framework.rules.corrections import correct, heading, stands_in
from assessments.framework.rules.notice import read_notice
from assessments.framework.rules.qualification import Correction, SessionRules
from assessments.framework.rules.rules_file import RulesRefused, merged_figures, read_rules

from .reading_files import NOTICE_XML, RULES_TOML, TWO_NOTICES_XML, other_rules


@pytest.fixture(scope="module")
def notice():
    return read_notice(NOTICE_XML)


@pytest.fixture(scope="module")
def rules(notice):
    return read_rules(RULES_TOML, notice)


def refusal(notice, text):
    with pytest.raises(RulesRefused) as refused:
        read_rules(text, notice)
    assert all(sentence.endswith(".") for sentence in refused.value.sentences)
    return refused.value.sentences


def test_the_shipped_rules(rules):
    assert rules.qualification == "RNCP35553"
    assert [level.code for level in rules.scale] == ["A", "E", "N", "O"]
    assert [level.code for level in rules.scale if level.acquired] == ["A"]
    assert [level.code for level in rules.scale if not level.observed] == ["O"]
    assert [(r.code, r.practice_months, r.admissibility) for r in rules.routes] == [
        ("FC", 9, False),
        ("VAE", 9, True),
    ]
    assert [entity.code for entity in rules.entities] == ["BSPP", "PN", "GN", "DGSCGC"]
    assert rules.evaluators_per_simulation == 2
    assert rules.route("FI") is None
    assert rules.sessions == SessionRules()


def test_the_hours_of_sessions_have_defaults_and_can_differ(notice):
    start = RULES_TOML.index("[sessions]")
    table = RULES_TOML[start : RULES_TOML.index("# ----", start)]
    assert read_rules(RULES_TOML.replace(table, ""), notice).sessions == SessionRules()
    later = read_rules(swap('starts = "08:30"', 'starts = "09:15"'), notice).sessions
    assert later == SessionRules(day_starts=9 * 60 + 15)


def test_the_shipped_jury_is_five_people_of_which_one_presides(rules):
    jury = rules.jury_for("FC")
    assert jury is rules.jury_for("VAE")
    assert rules.jury_for("CQ") is None
    president, operator, training = jury.seats
    assert (president.presides, president.entity) == (True, "presiding")
    assert president.capacities == ("entity_head", "entity_head_representative")
    assert (operator.entity, operator.trade) == ("each_other", True)
    assert operator.by_entity == {"DGSCGC": ("operator", "operations_centre_representative")}
    assert training.entity == "any"
    assert set(president.labels_by_entity) == set(jury.rotation)
    assert jury.quorum_share == Fraction(1, 2)
    assert (jury.quorum_president, jury.minimum_members, jury.summons_days) == (True, 2, 15)
    assert {c.code for c in jury.capacities if c.designation_required} == {
        "entity_head_representative"
    }


def test_every_correction_of_the_shipped_rules_changes_the_notice_and_leaves_no_error(
    notice, rules
):
    assert len(rules.corrections) == 14
    assert heading(notice.blocks[2].title, rules.corrections) == (
        "Assurer le suivi opérationnel et administratif de l'évènement"
    )
    assert correct(notice.nsf[0][1], rules.corrections).startswith("Sécurité des biens")
    assert correct(notice.certifiers[0][1], rules.corrections) == (
        "Ministère de l’Intérieur et des Outre-mer"
    )
    assert correct(notice.blocks[1].assessment, rules.corrections).startswith(
        "Mise en situation reconstituée dans"
    )
    assert all(stands_in(each.published, notice) for each in rules.corrections)
    for each in rules.corrections:
        for text in (notice.activities, notice.capacities, notice.sectors, notice.jobs):
            assert each.published not in correct(text, rules.corrections)


def test_a_correction_touches_whole_words_and_the_longest_first():
    corrections = [Correction("securite", "sécurité"), Correction("la securite", "la Sécurité")]
    assert correct("securites, la securite, securite", corrections) == (
        "securites, la Sécurité, sécurité"
    )


def test_a_correction_is_text_and_not_a_pattern():
    assert correct("a.b aXb", [Correction("a.b", r"\1\g<0>\n")]) == r"\1\g<0>\n aXb"


@pytest.mark.parametrize(
    ("published", "printed"),
    [("Veiller.", "Veiller"), ("Veiller", "Veiller"), ("Veiller...", "Veiller..."), (".", "")],
)
def test_a_heading_loses_its_full_stop(published, printed):
    assert heading(published, []) == printed


def test_figures_of_the_notice_are_completed_by_the_rules(notice, rules):
    assert [
        (line.year, line.certified, line.insertion_6_months, line.target_job_6_months)
        for line in merged_figures(notice, rules)
    ] == [(2019, 356, 100, 100), (2018, 308, 100, 100)]


@pytest.mark.parametrize(("code", "juries", "total"), [("RNCP35419", 2, 4), ("RNCP37488", 1, 4)])
def test_the_trial_rules_of_the_other_notices(code, juries, total):
    rules = read_rules(other_rules(code), read_notice(TWO_NOTICES_XML, code))
    assert len(rules.juries) == juries
    for jury in rules.juries:
        assert sum(seat.count for seat in jury.seats) == total
        assert jury.rotation == ()
    assert all(route.practice_months == 0 for route in rules.routes)


def test_rules_of_another_qualification_are_refused(notice):
    sentences = refusal(notice, other_rules("RNCP37488"))
    assert any("la fiche est celle de RNCP35553" in sentence for sentence in sentences)


def test_a_file_that_is_no_toml_is_refused_with_its_line(notice):
    (sentence,) = refusal(notice, "format = 1\nqualification = \n")
    assert "line 2" in sentence


def test_an_empty_file_names_every_missing_key(notice):
    sentences = refusal(notice, "")
    for key in ("format", "qualification", "simulation", "scale", "routes", "jury", "award"):
        assert f"« {key} » manque." in sentences


def swap(before: str, after: str) -> str:
    assert before in RULES_TOML, before
    return RULES_TOML.replace(before, after, 1)


REGISTRATION = "\n[registration]\n"
SIMULATION = (
    "[simulation]\nevaluators = 2\nminutes = 45\nsummons_days = 15\n"
    "briefing_minutes = 5\nrating_minutes = 10"
)


def test_the_presets_of_observation_are_the_certifiers(notice):
    rules = read_rules(RULES_TOML, notice)
    assert rules.observation_presets[0] == "Information reformulée"
    begins = RULES_TOML.index("observation_presets")
    ends = RULES_TOML.index("]", begins) + 1
    without = RULES_TOML[:begins] + RULES_TOML[ends:]
    assert read_rules(without, notice).observation_presets == ()


WRONG = [
    (RULES_TOML + REGISTRATION + "date = 3\n", "« registration.date »", "inconnue"),
    (
        RULES_TOML + REGISTRATION + 'decision_date = "19/04/2021"\n',
        "« registration.decision_date »",
        "AAAA-MM-JJ",
    ),
    (
        RULES_TOML + REGISTRATION + "decision_date = 2021-04-19T10:00:00\n",
        "« registration.decision_date »",
        "AAAA-MM-JJ",
    ),
    (swap("format = 1", "format = 2"), "« format »", "format 1"),
    (swap("format = 1", 'format = "1"'), "« format »", "nombre entier"),
    (swap("format = 1", "format = true"), "« format »", "nombre entier"),
    (swap("format = 1", "format = 1\nformule = 3"), "« formule »", "clé inconnue"),
    (swap('award = "all_blocks"', 'award = "au_choix"'), "« award »", "all_blocks"),
    (swap('award_place = "Paris"', 'award_place = " "'), "« award_place »", "vide"),
    (swap("evaluators = 2", "evaluators = 0"), "« simulation.evaluators »", "entre 1 et 10"),
    (swap("minutes = 45", "minutes = 45\npauses = 2"), "« simulation.pauses »", "inconnue"),
    (swap('starts = "08:30"', 'starts = "8h30"'), "« sessions.starts »", "HH:MM"),
    (swap('lunch_ends = "13:30"', 'lunch_ends = "12:00"'), "« sessions »", "reprend puis finit"),
    (swap("step_minutes = 5", "step_minutes = 0"), "« sessions.step_minutes »", "entre 1 et 60"),
    (swap("[routes.FC]", "[routes.XY]"), "« routes.XY »", "voie d’accès inconnue"),
    (swap("[routes.FC]", "[routes.CA]"), "« routes.CA »", "que la fiche RNCP35553 ferme"),
    (
        swap('simulations = "required"', 'simulations = "parfois"'),
        "« routes.FC.simulations »",
        "required, optional, none",
    ),
    (swap("practice_months = 9", "practice_months = -1"), "« routes.FC.practice_months »", "-1"),
    (swap("acquired = true", "acquired = false"), "« scale »", "aucun niveau ne vaut acquis"),
    (swap('code = "E"', 'code = "A"'), "« scale[2].code »", "deux fois"),
    (swap('code = "E"', 'code = "ENCOURS"'), "« scale[2].code »", "4 caractères"),
    (
        swap("acquired = false\nobserved = false", "acquired = true\nobserved = false"),
        "« scale[4].observed »",
        "non observé",
    ),
    (swap('code = "PN"\nname', 'code = "BSPP"\nname'), "« entities[2].code »", "deux fois"),
    (swap('"GN", "DGSCGC"]', '"GN", "RATP"]'), "« jury[1].rotation »", "RATP"),
    (swap('"GN", "DGSCGC"]', '"GN", "GN"]'), "« jury[1].rotation »", "deux fois"),
    (swap('routes = ["FC", "VAE"]', 'routes = ["FC"]'), "« jury »", "la voie VAE est ouverte"),
    (swap('routes = ["FC", "VAE"]', 'routes = ["FC", "VAE", "CL"]'), "« jury[1].routes »", "CL"),
    (swap("presides = true\n", ""), "« jury[1].seats »", "aucun siège ne préside"),
    (
        swap('id = "training"', 'id = "training"\npresides = true'),
        "« jury[1].seats »",
        "2 sièges président",
    ),
    (swap('id = "training"', 'id = "operator"'), "« jury[1].seats »", "deux fois"),
    (swap("trade = true\n", ""), "« jury[1].seats »", "qualifié pour le métier"),
    (swap('quorum_share = "1/2"', 'quorum_share = "3/2"'), "« jury[1].quorum_share »", "entre 0"),
    (swap('quorum_share = "1/2"', 'quorum_share = "0/2"'), "« jury[1].quorum_share »", "entre 0"),
    (swap('quorum_share = "1/2"', 'quorum_share = "1/0"'), "« jury[1].quorum_share »", "fraction"),
    (swap('quorum_share = "1/2"', 'quorum_share = "moitié"'), "« jury[1].quorum_share »", "1/2"),
    (swap("minimum_members = 2", "minimum_members = 6"), "« jury[1].minimum_members »", "5 sièges"),
    (
        swap('gender_balance = "warn"', 'gender_balance = "peut-être"'),
        "« jury[1].levels.gender_balance »",
        "block, warn",
    ),
    (
        swap('capacities = ["training_service"]', 'capacities = ["chef"]'),
        "« jury[1].seats[3].capacities »",
        "« chef » n’est pas décrite",
    ),
    (
        swap('capacities = ["training_service"]', "capacities = []"),
        "« jury[1].seats[3].capacities »",
        "aucune qualité",
    ),
    (
        swap('DGSCGC = ["operator", ', 'SAMU = ["operator", '),
        "« jury[1].seats[2].by_entity.SAMU »",
        "rotation",
    ),
    (
        swap('entity = "presiding"', 'entity = "tous"'),
        "« jury[1].seats[1].entity »",
        "presiding, each_other, any",
    ),
    (swap('entity = "presiding"', 'entity = "any"'), "« jury[1].rotation »", "ne la suit pas"),
    (
        swap('rotation = ["BSPP", "PN", "GN", "DGSCGC"]', "rotation = []"),
        "« jury[1].seats[1].entity »",
        "moins de deux entités",
    ),
    (
        swap('published = "opértionnel"', 'published = "opérationel"'),
        "« corrections[3].published »",
        "« opérationel » ne figure nulle part",
    ),
    (
        swap('corrected = "opérationnel"', 'corrected = "opértionnel"'),
        "« corrections[3].corrected »",
        "identique",
    ),
    (
        swap("critical_competencies = []", 'critical_competencies = ["RNCP35553BC01/14"]'),
        "« critical_competencies »",
        "RNCP35553BC01/14",
    ),
    (swap("year = 2019", "year = 2031"), "« figures[1].year »", "aucun chiffre pour 2031"),
    (
        swap("target_job_6_months = 100", "certified = 4"),
        "« figures[1].certified »",
        "déjà cette valeur (356)",
    ),
    (
        swap("target_job_6_months = 100", "target_job_6_months = 101"),
        "« figures[1].target_job_6_months »",
        "entre 0 et 100",
    ),
    (
        RULES_TOML
        + '\n[[equivalences]]\nheld_block = "A"\ngives_block = "B"\nreference = "Acte 3"\n',
        "« equivalences[1].gives_block »",
        "B n’est pas un bloc de RNCP35553",
    ),
    (swap(SIMULATION, "simulation = 4"), "« simulation »", "table"),
    (swap("briefing_minutes = 5", "briefing_minutes = 121"), "« simulation.briefing_minutes", "0"),
    (swap("rating_minutes = 10", 'rating_minutes = "10"'), "« simulation.rating_minutes", "entier"),
    (swap('"Oubli"', f'"{"o" * 41}"'), "« simulation.observation_presets", "40 caractères"),
    (swap('"Oubli"', '"Hésitation"'), "« simulation.observation_presets", "deux fois"),
    (swap('"Oubli"', "3"), "« simulation.observation_presets", "liste de textes"),
    (
        swap('"Oubli"', ", ".join(f'"mot {n}"' for n in range(12))),
        "« simulation.observation_presets",
        "12 boutons au plus",
    ),
]


@pytest.mark.parametrize(("text", "key", "words"), WRONG)
def test_an_error_is_a_sentence_that_names_its_key(notice, text, key, words):
    tomllib.loads(text)  # the file is readable: it is the rule that is wrong
    sentences = refusal(notice, text)
    assert any(key in sentence and words in sentence for sentence in sentences), sentences


def test_the_registration_decision_may_stand_in_the_rules(notice, rules):
    assert (rules.decision_date, rules.decision_reference) == (None, "")
    text = RULES_TOML + REGISTRATION + 'decision_date = 2021-04-19\ndecision_reference = "NOR X"\n'
    completed = read_rules(text, notice)
    assert (completed.decision_date, completed.decision_reference) == (date(2021, 4, 19), "NOR X")
    other = read_notice(TWO_NOTICES_XML, "RNCP35419")
    assert read_rules(other_rules("RNCP35419"), other).decision_date == date(2021, 3, 17)
    contrary = other_rules("RNCP35419") + REGISTRATION + "decision_date = 2021-04-19\n"
    assert "17/03/2021" in refusal(other, contrary)[0]


def test_several_errors_are_said_at_once(notice):
    text = swap("format = 1", "format = 2").replace("trade = true", "trade = 1")
    assert len(refusal(notice, text)) >= 2
