"""What a device may not say: refused in a sentence, alone when it can be, and never an error."""

import io
import json
from uuid import uuid4

import pytest
from django.test import RequestFactory
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessments.grading import actions
from assessments.grading.models import SheetAct, SheetDevice
from assessments.grading.views.journal import journal
from ccas.journal.models import JournalEntry
from ccas.refusals import Refusal
from tests.factories.grading import a_simulation, actor_of, competencies_of, fill, opened_sheets
from tests.factories.journals import Device, a_body, post, rate, states
from tests.factories.people import LinkFactory
from tests.kept import Kept

pytestmark = pytest.mark.django_db


planned = Kept(a_simulation, blocks=(1,))


@pytest.fixture
def simulation():
    return planned()


@pytest.fixture
def sheet(simulation):
    return opened_sheets(simulation)[0]


@pytest.fixture
def lines(simulation):
    return competencies_of(simulation)


@pytest.fixture
def device(sheet, sign_in):
    return Device(sign_in(actor_of(sheet.evaluator)), sheet)


UNREADABLE = [
    (b"", 400, "JSON"),
    (b"\xff\xfe{}", 400, "UTF-8"),
    (b'{"client": "\x00"}', 400, "JSON"),
    (b"[" * 100_000, 400, "JSON"),
    (b'{"a":' * 30_000 + b"1" + b"}" * 30_000, 400, "JSON"),
    (b'{"made": ' + b"9" * 5000 + b"}", 400, "JSON"),
    (b"[]", 400, "journal d’appareil"),
    (b"null", 400, "journal d’appareil"),
    (a_body(client=None), 400, "ne s’est pas fait connaître"),
    (a_body(client="a\0b"), 400, "ne s’est pas fait connaître"),
    (a_body(client={"a": 1}), 400, "ne s’est pas fait connaître"),
    (a_body(made="3"), 400, "« made » n’est pas un nombre entier"),
    (a_body(made=True), 400, "« made » n’est pas un nombre entier"),
    (a_body(made=2**31), 400, "« made » est hors limites"),
    (a_body(made=-1), 400, "« made » est hors limites"),
    (a_body(sent_at=None), 400, "« sent_at »"),
    (a_body(sent_at=10**30), 400, "« sent_at » est hors limites"),
    (a_body().replace('"sent_at": 1', '"sent_at": NaN'), 400, "JSON"),
    (a_body(acts={}), 400, "« acts »"),
    (a_body(acts=[{}] * 501), 413, "500 au plus par envoi"),
    (a_body(acts=[{}] * 10_000), 413, "10000 actes"),
    (a_body(acts=["x" * 300_000]), 413, "256 Kio"),
]


@pytest.mark.parametrize(("body", "status", "sentence"), UNREADABLE, ids=range(len(UNREADABLE)))
def test_what_cannot_be_read_is_refused_whole_in_a_sentence(device, sheet, body, status, sentence):
    answer = post(device.browser, sheet, body)
    assert answer.status_code == status
    assert sentence in answer.json()["sentence"]
    assert not SheetAct.objects.exists()
    assert not SheetDevice.objects.exists()


def test_two_megabytes_are_refused_unread(device, sheet):
    class Unread(io.BytesIO):
        def read(self, *size):
            raise AssertionError("the body was read")

    request = RequestFactory().generic(
        "POST", "/", b"", content_type="application/json", CONTENT_LENGTH=2 * 1024 * 1024
    )
    request._stream = Unread()
    request.actor = actor_of(sheet.evaluator)
    answer = journal(request, sheet.pk)
    assert answer.status_code == 413
    assert "256 Kio" in json.loads(answer.content)["sentence"]
    answer = post(device.browser, sheet, b"x" * 2 * 1024 * 1024)
    assert answer.status_code == 413


REFUSED_ALONE = [
    ({"sequence": "1"}, "Le rang de l’acte n’est pas un nombre entier"),
    ({"sequence": 2**31}, "Le rang de l’acte est hors limites"),
    ({"sequence": 1.0}, "Le rang de l’acte n’est pas un nombre entier"),
    ({"kind": 3}, "« kind » n’est pas un code"),
    ({"kind": "delete"}, "Ce geste est inconnu"),
    ({"kind": "ra\0te"}, "« kind » n’est pas un code"),
    ({"competency": "1"}, "La compétence n’est pas un nombre entier"),
    ({"competency": 10**40}, "La compétence est hors limites"),
    ({"competency": 2**40}, "n’est pas évaluée dans cette mise en situation"),
    ({"value": ["A"]}, "« value » n’est pas un code"),
    ({"value": "\ud800"}, "« value » n’est pas un code"),
    ({"kind": "note", "value": "", "text": "a\0b"}, "octet nul"),
    ({"kind": "note", "value": "", "text": "\ud83d"}, "caractère incomplet"),
    ({"kind": "note", "value": "", "text": {"a": 1}}, "Le texte n’est pas un texte"),
    ({"kind": "note", "value": "", "text": "a" * 1001}, "1001 caractères, 1000 au plus"),
    ({"second": -1}, "horloge du poste est hors limites"),
    ({"second": 86401}, "horloge du poste est hors limites"),
    ({"previous": [1, 2, 3]}, "« previous » nomme un acte"),
    ({"previous": ["x", 1]}, "ne s’est pas fait connaître"),
    ({"previous": 7}, "ne s’est pas fait connaître"),
    ({"made_at": 10**18}, "L’heure de l’appareil est hors limites"),
    ({"unsure": "yes"}, "« unsure » est vrai ou faux"),
    ({"kind": "unsure", "value": "A"}, "est mise (yes) ou levée (no)"),
    ({"kind": "unsure", "value": "yes", "competency": None}, "porte sur une compétence"),
]


@pytest.mark.parametrize(("change", "sentence"), REFUSED_ALONE, ids=range(len(REFUSED_ALONE)))
def test_a_bad_act_is_refused_in_a_sentence_and_its_neighbour_kept(device, lines, change, sentence):
    answer = device(rate(1, lines[0], "A") | change, rate(2, lines[1], "E"))
    assert states(answer) == ["refused", "stored"]
    assert sentence in answer["receipts"][0]["sentence"]
    assert list(SheetAct.objects.values_list("sequence", flat=True)) == [2]


def refusals():
    return [
        (entry.details["reason"], entry.details["sequences"])
        for entry in JournalEntry.objects.filter(verb="sheet.refuse").order_by("occurred_at")
    ]


def test_after_the_signature_new_acts_are_refused_and_journalled_once(device, sheet, lines):
    device(rate(1, lines[0], "A"))
    fill(sheet, {})
    actions.sign_sheet(sheet, by=actor_of(sheet.evaluator))
    late = (rate(1, lines[0], "A"), rate(2, lines[1], "N"))
    for _ in range(2):
        answer = device(*late)
        assert states(answer) == ["replayed", "refused"]
        assert "signée depuis le" in answer["receipts"][1]["sentence"]
        assert answer["sheet"]["state"] == "signed"
        assert answer["balance"] == {"made": 2, "received": 2}
    assert refusals() == [("signed", [2])]


@pytest.mark.parametrize("author", ["evaluator", "candidate"])
def test_a_link_found_out_meanwhile_recuses_and_is_journalled_once(device, sheet, lines, author):
    """What had arrived stays known; nothing more is taken, not even the signature."""
    device(rate(1, lines[0], "A"))
    candidate = sheet.simulation.registration.enrolment.candidate.person
    pair = {"person": sheet.evaluator, "other": candidate}
    if author == "candidate":
        pair = {"person": candidate, "other": sheet.evaluator}
    LinkFactory(**pair)
    for _ in range(2):
        answer = device(rate(1, lines[0], "A"), rate(2, lines[1], "N"))
        assert states(answer) == ["replayed", "refused"]
        assert "vous ne l’évaluez plus" in answer["receipts"][1]["sentence"]
    assert refusals() == [("recused", [2])]
    with pytest.raises(Refusal, match="doit vous remplacer"):
        actions.sign_sheet(sheet, by=actor_of(sheet.evaluator))


def test_a_link_with_somebody_else_recuses_nobody(device, sheet, lines):
    LinkFactory(person=sheet.evaluator)
    LinkFactory(other=sheet.simulation.registration.enrolment.candidate.person)
    assert states(device(rate(1, lines[0], "A"))) == ["stored"]


def test_anothers_sheet_is_unknown_and_the_attempt_journalled(simulation, device, lines):
    other = opened_sheets(simulation)[1]
    answer = post(device.browser, other, a_body(acts=[rate(4, lines[0], "A")]))
    assert answer.status_code == 404
    assert refusals() == [("other", [4])]
    assert not SheetDevice.objects.exists()


def test_a_device_is_of_one_person(simulation, device, lines, sign_in):
    device(rate(1, lines[0], "A"))
    other = opened_sheets(simulation)[1]
    browser = sign_in(actor_of(other.evaluator))
    answer = post(browser, other, a_body(client=device.client, acts=[rate(1, lines[0], "A")]))
    assert answer.status_code == 409
    assert "pour une autre personne" in answer.json()["sentence"]
    assert refusals() == [("device", [1])]
    assert not other.acts.exists()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=12,
)
WORDS = ("rate", "note", "observe", "undo", "unsure", "delete")
ACT = st.fixed_dictionaries(
    {},
    optional={
        "sequence": st.integers(0, 6) | JSON,
        "kind": st.sampled_from(WORDS) | JSON,
        "competency": st.integers(1, 99) | JSON,
        "value": st.sampled_from("AENOZ") | JSON,
        "text": st.text() | JSON,
        "second": st.integers(-1, 90_000) | JSON,
        "previous": st.tuples(st.just(str(uuid4())), st.integers(0, 6)).map(list) | JSON,
        "made_at": st.integers(0, 2**45) | JSON,
        "unsure": st.booleans() | JSON,
    },
)
BODY = st.fixed_dictionaries(
    {},
    optional={
        "client": st.just(str(uuid4())) | JSON,
        "made": st.integers(0, 9) | JSON,
        "sent_at": st.integers(0, 2**45) | JSON,
        "acts": st.lists(ACT | JSON, max_size=6) | JSON,
    },
)


@given(BODY | JSON)
@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_no_body_breaks_the_server(device, sheet, told):
    answer = post(device.browser, sheet, json.dumps(told))
    assert answer.status_code in {200, 400, 409, 413}
    if answer.status_code == 200:
        assert len(answer.json()["receipts"]) == len(told["acts"])
    else:
        assert answer.json()["sentence"]


@given(st.binary(max_size=200))
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_no_bytes_break_the_server(device, sheet, body):
    assert post(device.browser, sheet, body).status_code == 400
