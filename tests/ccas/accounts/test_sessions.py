"""Sessions that end, keys that change, identity asked for again."""

import time

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from ccas.accounts import proof, sessions, tasks
from ccas.accounts.models import OpenSession, RoleGrant, User
from tests.ccas.accounts.addresses_signing import signed

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.ccas.accounts.addresses_signing")]
PASSWORD = "un canard bleu traverse la Loire"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
HOUR, MINUTE = 3600, 60


@pytest.fixture
def person():
    user = User.objects.create_user(
        "nolwenn@exemple.fr", PASSWORD, display_name="Nolwenn de La Villéon"
    )
    RoleGrant.objects.create(user=user, role="candidate", starts_on="2020-01-01")
    return user


@pytest.fixture(autouse=True)
def hands():
    signed.clear()


def enter(client: Client, user: User, **headers) -> Client:
    client.post(
        reverse("account_login"), {"login": user.email, "password": PASSWORD}, headers=headers
    )
    assert "_auth_user_id" in client.session
    return client


def ago(client: Client, **seconds: float) -> None:
    """Put these marks of the session that many seconds in the past."""
    session = client.session
    for mark, count in seconds.items():
        session[mark] = time.time() - count
    session.save()


def open_still(client: Client) -> bool:
    return client.get(reverse("accounts:profile")).status_code == 200


@pytest.mark.parametrize(
    ("role", "life", "idle"),
    [
        ("candidate", 7 * 24 * HOUR, 2 * HOUR),
        ("tutor", 7 * 24 * HOUR, 2 * HOUR),
        ("officer", 12 * HOUR, 30 * MINUTE),
        ("evaluator", 12 * HOUR, 30 * MINUTE),
    ],
)
def test_a_session_ends(sign_in, make_actor, role, life, idle):
    actor = make_actor(role)
    for mark, limit in ((sessions.BEGAN_AT, life), (sessions.SEEN_AT, idle)):
        client = sign_in(actor)
        ago(client, **{mark: limit - 30})
        assert open_still(client)
        ago(client, **{mark: limit})
        answer = client.get(reverse("accounts:profile"), follow=True)
        assert "Votre connexion a pris fin" in answer.text
        assert "_auth_user_id" not in client.session


def test_a_candidate_who_also_evaluates_has_the_shorter_limits():
    assert sessions.limits(["candidate", "evaluator"]) == sessions.STAFF
    assert sessions.limits([]) == sessions.STAFF
    assert sessions.limits(["candidate"]) == sessions.CANDIDATE


def test_use_keeps_a_session_awake(sign_in, make_actor):
    client = sign_in(make_actor("officer"))
    for _ in range(3):
        ago(client, **{sessions.SEEN_AT: 29 * MINUTE})
        assert open_still(client)
    assert time.time() - client.session[sessions.SEEN_AT] < 5


def test_a_new_key_at_sign_in_and_at_step_up(client, person):
    client.get(reverse("account_login"))
    session = client.session
    session["planted"] = True
    session.save()
    planted = client.session.session_key
    enter(client, person)
    entered = client.session.session_key
    assert entered != planted
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    assert client.session.session_key not in (planted, entered)
    assert open_still(client)
    assert [one.session_key for one in person.open_sessions.all()] == [client.session.session_key]
    thief = Client()
    thief.cookies["sessionid"] = entered
    assert not open_still(thief)


def test_one_sees_and_closes_ones_sessions(client, person):
    here = enter(client, person, user_agent=FIREFOX)
    there = enter(Client(), person, user_agent="Mozilla/5.0 (iPhone) Version/18 Safari/605")
    page = here.get(reverse("accounts:sessions")).text
    assert page.index("Firefox, Linux") < page.index("Safari, iPhone ou iPad")
    assert "Celle-ci" in page
    other = OpenSession.objects.get(session_key=there.session.session_key)
    here.post(reverse("accounts:close_session", args=[other.pk]))
    assert not open_still(there)
    assert open_still(here)


def test_one_closes_all_the_others(client, person):
    here = enter(client, person)
    others = [enter(Client(), person) for _ in range(2)]
    here.post(reverse("accounts:close_sessions"))
    assert open_still(here)
    assert not any(open_still(one) for one in others)


def test_nobody_closes_somebody_elses(client, person, make_actor, sign_in):
    mine = enter(Client(), person)
    own = OpenSession.objects.get(user=person)
    stranger = sign_in(make_actor("candidate"))
    assert stranger.post(reverse("accounts:close_session", args=[own.pk])).status_code == 404
    assert open_still(mine)


def test_the_list_drops_what_is_dead(client, person):
    here = enter(client, person)
    there = enter(Client(), person)
    ago(there, **{sessions.SEEN_AT: 3 * HOUR})
    lines = sessions.listed(person, here.session.session_key)
    assert [line.current for line in lines] == [True]
    there.post(reverse("account_logout"))
    assert OpenSession.objects.count() == 1
    here.session.flush()
    tasks.tidy()
    assert not OpenSession.objects.exists()


# -- Identity again -------------------------------------------------------------------------------


def test_a_fresh_sign_in_signs(client, person):
    enter(client, person)
    assert client.post("/signer/", {"reason": "lu et approuvé"}).status_code == 200
    assert signed == ["lu et approuvé"]


def test_an_old_proof_is_asked_for_again_and_nothing_typed_is_lost(client, person):
    enter(client, person)
    ago(client, **{proof.PROVEN_AT: proof.FRESH})
    asked = client.post("/signer/", {"reason": "lu et approuvé"})
    assert asked["Location"].startswith(reverse("account_reauthenticate"))
    assert signed == []
    wrong = client.post(asked["Location"], {"password": "ce n’est pas celui-là du tout"})
    assert wrong.status_code == 200
    assert signed == []
    client.post(asked["Location"], {"password": PASSWORD})
    assert signed == ["lu et approuvé"]
    client.post("/signer/", {"reason": "encore"})
    assert signed == ["lu et approuvé", "encore"], "five minutes hold"


@pytest.mark.parametrize("proven_at", [None, "hier", 10**12])
def test_a_proof_that_makes_no_sense_is_none(rf, proven_at):
    request = rf.get("/")
    request.session = {} if proven_at is None else {proof.PROVEN_AT: proven_at}
    assert not proof.recently_proven(request)
    request.session[proof.PROVEN_AT] = time.time() - 299
    assert proof.recently_proven(request)
    request.session[proof.PROVEN_AT] = time.time() - 300
    assert not proof.recently_proven(request)


def test_the_views_that_sign_ask_for_it():
    """The decorator is on them, and a view without it would be seen."""
    from assessments.grading.views import consensus, evaluator
    from certification.deliberation.views import minutes

    def asks(view) -> bool:
        seen = set()
        while view is not None and view not in seen:
            seen.add(view)
            if view.__code__ is proof.proof_required(lambda request: HttpResponse()).__code__:
                return True
            view = getattr(view, "__wrapped__", None)
        return False

    assert asks(evaluator.sign)
    assert asks(consensus.sign)
    assert asks(minutes.sign)
    assert not asks(evaluator.today)


def test_the_demonstration_shows_its_password_there(settings, client, person):
    enter(client, person)
    settings.DEMONSTRATION_PASSWORD = PASSWORD
    assert PASSWORD not in client.get(reverse("account_reauthenticate")).text
    settings.DEMONSTRATION_SIGN_IN = True
    assert PASSWORD not in client.get(reverse("account_reauthenticate")).text, "not of the cast"
    User.objects.update(demonstration=True)
    assert PASSWORD in client.get(reverse("account_reauthenticate")).text


def test_the_password_shown_is_the_one_of_the_cast():
    from ccas.settings import development
    from certification.demonstration.cast import PASSWORD as OF_THE_CAST

    assert development.DEMONSTRATION_PASSWORD == OF_THE_CAST


@pytest.mark.parametrize(
    ("agent", "said"),
    [
        (FIREFOX, "Firefox, Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge, Windows"),
        ("Mozilla/5.0 (Linux; Android 16) Chrome/140.0 Mobile Safari/537.36", "Chrome, Android"),
        ("curl/8", ""),
        ("", ""),
    ],
)
def test_a_browser_is_named_coarsely(agent, said):
    assert sessions.browser_of(agent) == said
