"""A real Chromium on the real pages, over the demonstration built once for the module.

The server runs in a thread; pages are opened signed in. Every page is watched: an error of a
script, a refusal of the security policy, an answer in 5xx fails the test that saw it.
"""

import io
import os
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

import pgtrigger
import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.core.management import call_command
from django.db import connection, transaction
from django.test import override_settings
from playwright.sync_api import Browser, BrowserContext, Page, Response
from pytest_django.live_server_helper import LiveServer

from assessments.candidates.actions import register_candidate
from assessments.framework.models import QualificationRevision
from assessments.grading import actions
from assessments.grading.actions import open_sheets
from assessments.practice.actions import answering
from assessments.practice.models import AttestationLink, AttestationRequest, Stint
from assessments.sessions.actions import propose_plan
from assessments.sessions.models import AssessmentSession, Simulation
from ccas import clock
from ccas.accounts import invitations
from ccas.accounts.models import EmailChange, Invitation, RoleGrant, User
from ccas.accounts.proof import PROVEN_AT, SECOND_FACTOR
from ccas.actors import Actor
from ccas.jobs import queue
from ccas.jobs.models import Job
from ccas.privacy import terms
from ccas.privacy.models import ErasureRequest
from ccas.webhooks import actions as webhooks
from certification.awards.models import Award
from certification.badges.actions import make_badge
from certification.badges.permissions import own_titles
from certification.demonstration.stage import address
from certification.passport import actions as passport
from certification.passport.reading import owed_awards
from certification.surveys.models import InsertionSurvey, SurveyLink
from certification.vae.actions import add_experience, start_application
from tests.browser.found import (
    ADMINISTRATOR,
    AUDITOR,
    CANDIDATE,
    EVALUATOR,
    FERRE,
    LIVING,
    OFFICER,
    SERVES_ONCE,
    VAUQUELIN,
    WRITER,
)
from tests.browser.screens import ACTORS
from tests.emptying import empty
from tests.passkey import Passkey

#: Playwright's own loop runs in the thread of the tests; our queries there are synchronous.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

PHONE, DESK = (390, 844), (1280, 900)
PATIENCE = 15_000  # milliseconds

WATCH = """
window.refusedByPolicy = [];
document.addEventListener("securitypolicyviolation", (event) => {
  window.refusedByPolicy.push(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`);
});
"""


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker) -> Iterator[dict[tuple[str, str], str]]:
    """The demonstration, committed for the module, then emptied: (who, role) → session key.

    The sessions are opened here: what a test writes stays in its own transaction, which the
    server does not see.
    """
    name = connection.settings_dict["NAME"]
    assert name == connection.settings_dict["TEST"]["NAME"] or name.startswith("test_"), name
    with (
        django_db_blocker.unblock(),
        override_settings(
            ROOT_URLCONF="tests.browser.addresses",
            DEMONSTRATION_SIGN_IN=True,
            MIDDLEWARE=settings.SET_IN_FRENCH,
        ),
    ):
        try:
            call_command("build_demo", stdout=io.StringIO())
            open_the_sheets_of_today()
            measure_the_agreement()
            give_factors_and_links()
            open_supervisors_links()
            propose_a_timetable()
            leave_an_application_unfinished()
            declare_titles()
            ask_a_holder()
            ask_for_a_badge_and_an_erasure()
            tell_a_system()
            yield {(one.key, one.role): session_of(address(one.key), one.role) for one in ACTORS}
        finally:
            empty()


@pytest.fixture(scope="module")
def site(world) -> Iterator[str]:
    """Address of the live server."""
    server = LiveServer("127.0.0.1")
    yield server.url
    server.stop()


@dataclass
class Watched:
    """What a page complained of."""

    page: Page
    errors: list[str] = field(default_factory=list)

    def listen(self) -> None:
        self.page.on("pageerror", lambda error: self.errors.append(f"script : {error}"))
        self.page.on("response", self._answered)
        self.page.on("console", self._said)

    def _answered(self, response: Response) -> None:
        if response.status >= 500:
            self.errors.append(f"{response.status} {response.url}")

    def _said(self, message) -> None:
        if "Content Security Policy" in message.text:
            self.errors.append(message.text)

    def complaints(self) -> list[str]:
        """Errors of scripts, refusals of the policy, broken answers; empty when all is well."""
        if self.page.is_closed():
            return self.errors
        return self.errors + self.page.evaluate("window.refusedByPolicy || []")


def ask_for_a_badge_and_an_erasure() -> None:
    """A holder has the badge of their title; another candidate asks to be erased."""
    holder = User.objects.get(email=address(CANDIDATE[0])).acting_as("candidate")
    make_badge(own_titles(holder).get(), by=holder)
    ErasureRequest.objects.create(
        user=User.objects.get(email=address(VAUQUELIN[0])),
        reason="J’ai changé de métier et ne souhaite plus de compte.",
    )
    terms.apply(by=Actor.system())


def tell_a_system() -> None:
    """A system is told; it received one call, refused another, and a third waits."""
    administrator = User.objects.get(email=address(ADMINISTRATOR[0])).acting_as("administrator")
    endpoint, _secret = webhooks.add_endpoint(
        name="Ressources humaines de la brigade",
        address="https://rh.brigade.exemple.fr/ccas/evenements",
        wanted=["award.delivered", "award.withdrawn", "decision.published"],
        by=administrator,
    )
    for state, status, reason in (("done", 204, ""), ("given_up", 503, "refused")):
        delivery = webhooks.ping(endpoint, by=administrator)
        delivery.state, delivery.status, delivery.reason = state, status, reason
        delivery.attempts, delivery.ended_at = 1 if status == 204 else 10, clock.now()
        delivery.save()
    webhooks.ping(endpoint, by=administrator)


def open_the_sheets_of_today() -> None:
    """The evaluator of the cast is at the station: the sheets of the day are open."""
    user = User.objects.get(email=address(EVALUATOR[0]))
    for simulation in Simulation.objects.filter(
        state="planned", evaluators__person__user=user, registration__session__state="convened"
    ):
        open_sheets(simulation, by=user.acting_as(EVALUATOR[1]))


def measure_the_agreement() -> None:
    """What the worker does of a session whose sheets are signed."""
    with transaction.atomic():
        job = actions.measure_agreement(
            AssessmentSession.objects.get(state="closed"), by=Actor.system()
        )
    queue.run(job.pk)


def give_factors_and_links() -> None:
    """The auditor has every second factor; an invitation and a change of address wait."""
    auditor = User.objects.get(email=address(AUDITOR[0]))
    TOTP.activate(auditor, generate_totp_secret())
    RecoveryCodes.activate(auditor)
    Passkey(auditor, name="Ordinateur du bureau")
    invited = User.objects.create_user("ysee@exemple.fr", display_name="Ysée d’Abbadie-Ñuñez")
    tomorrow = clock.now() + timedelta(days=1)
    Invitation.objects.create(
        user=invited,
        expires_at=tomorrow,
        sent_at=clock.now(),
        token_digest=invitations.digest_of(LIVING),
    )
    EmailChange.objects.create(
        user=User.objects.get(email=address(FERRE[0])),
        new_email="prenom.nom-compose@service-departemental.exemple.fr",
        expires_at=tomorrow,
        present_digest=invitations.digest_of(LIVING),
    )


def open_supervisors_links() -> None:
    """The supervisor who is awaited has received a link; so has another, who will use it up."""
    asked = AttestationRequest.objects.get(state="asked")
    AttestationLink.objects.create(request=asked, digest=answering.digest_of(LIVING))
    stint = Stint.objects.get(enrolment__candidate__person__user__email=address("szczesny"))
    asked.pk, asked.stint, asked._state.adding = uuid.uuid4(), stint, True
    asked.save()
    AttestationLink.objects.create(request=asked, digest=answering.digest_of(SERVES_ONCE))


def propose_a_timetable() -> None:
    """The session of today is asked for another timetable: everything begun stays."""
    session = AssessmentSession.objects.get(state="convened")
    proposal = propose_plan(session, by=Actor.system())
    queue.run(Job.objects.get(key=f"proposal:{proposal.pk}").pk)


def leave_an_application_unfinished() -> None:
    """Somebody began an application for eligibility while the registration was in force."""
    user = User.objects.create_user(address(WRITER[0]), display_name="Iñaki Etxeberria-Larrañaga")
    RoleGrant.objects.create(user=user, role=WRITER[1], starts_on=date(2026, 1, 5))
    candidate = register_candidate(
        by=User.objects.get(email=address(OFFICER[0])).acting_as(OFFICER[1]),
        user=user,
        birth_name="Etxeberria-Larrañaga",
        given_names="Iñaki",
        sex="M",
        email=user.email,
        birth_year=1991,
        birth_month=2,
        birth_day=None,
        birth_place_code="64102",
        birth_place="Bayonne",
    )
    writer = user.acting_as(WRITER[1])
    with clock.moved_to(datetime(2026, 3, 2, 21, tzinfo=UTC)):
        application = start_application(
            candidate, QualificationRevision.objects.get(qualification__code="RNCP35553"), by=writer
        )
        add_experience(
            application,
            by=writer,
            place="Centre d’appels d’urgence de Saint-Jean-d’Arves",
            function="opératrice puis cheffe de salle",
            status="agent",
            starts_on=date(2019, 9, 1),
            hours=4820,
            activities="Prise d’appel, alerte, suivi des moyens.",
        )


def declare_titles() -> None:
    """The titles of the jury that sat are delivered; two were declared, and one came back."""
    for job in Job.objects.filter(kind="awards.deliver"):
        queue.run(job.pk)
    officer = User.objects.get(email=address(OFFICER[0])).acting_as(OFFICER[1])
    chosen = [award.pk for award in owed_awards()[:2]]
    made = passport.deposit_return(passport.prepare_return(chosen=chosen, by=officer), by=officer)
    good, bad = made.lines.values_list("technical_id", flat=True)
    receipt = (
        f"<rapport><PassagesOK><idTechnique>{good}</idTechnique></PassagesOK><PassagesKO><passage>"
        f"<idTechnique>{bad}</idTechnique><messageErreur>Aucun titulaire ne correspond aux critères"
        "</messageErreur></passage></PassagesKO></rapport>"
    )
    passport.read_answer(made, receipt.encode(), name="compte-rendu.xml", by=officer)


def ask_a_holder() -> None:
    """A holder is asked today what became of them: their title is too young for it."""
    with pgtrigger.ignore("certification.InsertionSurvey:survey_of_its_title"):
        asked = InsertionSurvey.objects.create(
            award=Award.objects.get(candidate__person__user__email=address(CANDIDATE[0])),
            months=6,
            refers_to=clock.today(),
            closes_on=clock.today() + timedelta(days=60),
        )
    SurveyLink.objects.create(survey=asked, digest=answering.digest_of(LIVING))


def session_of(email: str, role: str) -> str:
    """The key of a session signed in as that account under that role."""
    user = User.objects.get(email=email)
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session["active_role"] = role
    session[PROVEN_AT] = time.time()
    session[SECOND_FACTOR] = True
    session.create()
    return session.session_key


@pytest.fixture(scope="module")
def contexts(chromium: Browser, site: str) -> Iterator[dict[object, BrowserContext]]:
    """Contexts kept for the module: who and role → context, with its files in cache."""
    kept: dict[object, BrowserContext] = {}
    yield kept
    for context in kept.values():
        context.close()


def _context(chromium: Browser, site: str, cookie: str, **options: object) -> BrowserContext:
    context = chromium.new_context(
        base_url=site,
        locale="fr-FR",
        timezone_id="Europe/Paris",
        reduced_motion="reduce",
        **options,
    )
    context.set_default_timeout(PATIENCE)
    context.add_init_script(WATCH)
    if cookie:
        name = settings.SESSION_COOKIE_NAME
        context.add_cookies([{"name": name, "value": cookie, "url": site}])
    return context


@pytest.fixture
def visit(
    chromium: Browser,
    site: str,
    world: dict[tuple[str, str], str],
    contexts: dict[object, BrowserContext],
) -> Iterator[Callable[..., Watched]]:
    """visit("/path/", "gestion", "officer", size=PHONE) -> the page, watched.

    `shared=True` reuses the context of the same person: for screens that are only looked at.
    """
    own: list[BrowserContext] = []
    watched: list[Watched] = []

    def go(
        path: str,
        key: str = "",
        role: str = "",
        size: tuple[int, int] = DESK,
        *,
        shared: bool = False,
        **options: object,
    ) -> Watched:
        cookie = world[key, role] if key else ""
        if shared:
            if (key, role) not in contexts:
                contexts[key, role] = _context(chromium, site, cookie)
            context = contexts[key, role]
        else:
            context = _context(chromium, site, cookie, **options)
            own.append(context)
        one = Watched(context.new_page())
        one.page.set_viewport_size({"width": size[0], "height": size[1]})
        watched.append(one)
        one.listen()
        one.page.goto(path, wait_until="load")
        return one

    yield go
    complaints = [line for one in watched for line in one.complaints()]
    for one in watched:
        one.page.close()
    for context in own:
        context.close()
    assert complaints == []
