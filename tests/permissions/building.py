"""Two juries, two sessions, and the thirteen who knock: everything the table talks about.

The candidate of the table ("owner") was evaluated in session A and sat before jury A, whose minutes
are signed and whose results are published. The other candidate belongs to session B and jury B.
"""

from datetime import date, timedelta
from typing import Any

from assessments.grading.models import LeadCall
from assessments.sessions.models import Incident, PanelMember
from ccas import clock
from ccas.accounts.models import ExternalIdentity, OpenSession, RoleGrant, User
from ccas.actors import Actor
from ccas.api.actions import create_token
from ccas.documents.models import Document
from ccas.jobs import queue
from ccas.jobs.models import Job
from certification.awards.models import Award
from certification.deliberation import actions as deliberating
from certification.home.waiting import BY_SLUG
from certification.passport.actions import prepare_return
from tests.factories import grading, juries
from tests.factories.awards import SignatoryFactory, published
from tests.factories.candidates import AcquiredBlockFactory, CandidateFactory
from tests.factories.deliberation import (
    MORNING,
    account,
    candidate,
    convened,
    decide,
    proposed,
    signed,
)
from tests.factories.people import PostingFactory
from tests.factories.practice import AttestationFactory, InterruptionFactory, StintFactory
from tests.permissions import cast
from tests.permissions.world import NOW, World
from tests.permissions.world_of_awards import addresses_of_awards
from tests.permissions.world_of_ballots import a_ballot
from tests.permissions.world_of_files import addresses_of_files
from tests.permissions.world_of_home import addresses_of_home
from tests.permissions.world_of_links import addresses_of_a_candidate, living_links
from tests.permissions.world_of_planning import addresses_of_planning
from tests.permissions.world_of_programs import as_on_screen
from tests.permissions.world_of_register import addresses_of_register
from tests.permissions.world_of_vae import addresses_of_vae

DECLARED = [f"passport:{name}" for name in ("detail", "file", "deposit", "cancel", "receive")]
PLACES = ("plan", "registration_coverage", "withdraw")
STORY = [f"{verb}_scenario" for verb in ("edit", "export", "publish", "retire", "restore")]


def build() -> World:
    """Everything, in the present transaction."""
    world = World()
    with clock.moved_to(NOW):
        _people(world)
        _sessions(world)
        _practice(world)
    _juries(world)
    with clock.moved_to(NOW):
        _papers(world)
        _rest(world)
    return world


def _user(role: str) -> Actor:
    user = User.objects.create_user(f"{role}@table.invalid", display_name=f"Table {role}")
    RoleGrant.objects.create(user=user, role=role, starts_on=date(2020, 1, 1))
    return user.acting_as(role)


def _people(world: World) -> None:
    world.actors[cast.ANONYMOUS] = None
    for role in (cast.OFFICER, cast.TUTOR, cast.AUDITOR, cast.ADMINISTRATOR):
        world.actors[role] = _user(role)
    world.owner = candidate(practice=False)
    world.other = candidate(revision=world.owner.revision)
    world.actors[cast.OWNER] = account(world.owner.candidate.person, "candidate")
    world.actors[cast.OTHER_CANDIDATE] = account(world.other.candidate.person, "candidate")
    for enrolment in (world.owner, world.other):
        person = enrolment.candidate.person
        kept = "" if enrolment == world.owner else " of another"
        world.met(f"people:detail{kept}", person)
        world.met(f"candidates:detail{kept}", enrolment.candidate)
        # Whoever sees the candidate knows their ways, without reading the practice.
        world.met(f"practice:enrolment{kept}", enrolment)
        world.met(f"coverage:enrolment{kept}", enrolment)
        world.details[str(enrolment.pk)].append(f"candidates:detail{kept}")
    world.posting = PostingFactory(person=world.owner.candidate.person)
    world.held = AcquiredBlockFactory(
        candidate=CandidateFactory(), block=world.owner.revision.blocks.get(position=1)
    )


def _sessions(world: World) -> None:
    for name, enrolment in (("", world.owner), (" of another", world.other)):
        session = grading.a_session(enrolment.revision)
        pair = [grading.a_person(), grading.a_person()]
        for person in pair:
            PanelMember.objects.create(session=session, person=person)
        who = cast.OTHER_EVALUATOR if name else cast.EVALUATOR
        world.actors[who] = grading.actor_of(pair[0])
        done = grading.a_simulation(enrolment=enrolment, session=session, evaluators=pair)
        consensus = grading.signed_consensus(done)
        blind = grading.a_simulation(
            enrolment=enrolment,
            session=session,
            evaluators=pair,
            blocks=(2,),
            starts_at=grading.DAY + timedelta(hours=6),
        )
        for sheet, whose in zip(grading.opened_sheets(blind), ("own", "blind"), strict=True):
            if not name:
                world.met(f"grading:sheet {whose}", sheet)
                if whose == "own":
                    world.call = LeadCall.objects.create(sheet=sheet)
        signed_sheet = done.sheets.get(evaluator=pair[0])
        world.met(f"sessions:detail{name}", session)
        world.met(f"coverage:session{name}", session)
        world.met(f"sessions:simulation{name}", done)
        world.met(f"sessions:scenario{name}", done.scenario)
        world.met(f"grading:sheet{name}", signed_sheet)
        world.met(f"grading:consensus{name}", consensus)
        world.addresses[f"grading:axis{name}"] = {"pk": done.pk}
        if not name:
            world.session, world.simulation = session, done
            world.incident = Incident.objects.create(
                simulation=done, category="technical", effect="replay", reason="Panne de courant."
            )
            world.blind = blind
            world.line = consensus.lines.first()


def _practice(world: World) -> None:
    world.stint = StintFactory(enrolment=world.owner)
    world.attestation = AttestationFactory(stint=world.stint)
    world.interruption = InterruptionFactory(
        stint=world.stint, starts_on=date(2026, 6, 15), ends_on=date(2026, 6, 20)
    )


def _juries(world: World) -> None:
    world.second = candidate(revision=world.owner.revision)
    account(world.second.candidate.person, "candidate")
    for enrolment in (world.owner, world.second):
        proposed(enrolment, 1, 2, 3)
    room = convened([world.owner, world.second], revision=world.owner.revision)
    juries.summoned(room.jury)
    leaves = room.people[-1]
    juries.RecusalFactory(jury=room.jury, person=leaves, enrolment=world.owner)
    with clock.moved_to(MORNING):
        room.deliberation = deliberating.open_deliberation(
            room.jury, present=room.people, by=room.president
        )
        for presentation in room.presentations:
            deliberating.mark_present(presentation, by=room.president)
            voters = len(room.people) - (presentation.enrolment_id == world.owner.pk)
            for block in presentation.blocks.order_by("position"):
                decide(room, presentation, block.position, votes_for=voters)
            deliberating.conclude_presentation(presentation, by=room.president)
    signed(room)
    SignatoryFactory(qualification=world.owner.revision.qualification)
    published(room, world.actors[cast.OFFICER])
    world.rooms["A"] = room
    world.actors[cast.PRESIDENT] = room.president
    world.actors[cast.MEMBER] = room.members[0]
    world.actors[cast.RECUSED] = room.members[-1]

    other = convened([world.other], revision=world.owner.revision, sits_on=NOW.date())
    with clock.moved_to(NOW - timedelta(hours=1)):
        other.deliberation = deliberating.open_deliberation(
            other.jury, present=other.people, by=other.president
        )
    world.rooms["B"] = other
    world.actors[cast.OTHER_PRESIDENT] = other.president
    for name, each in (("", room), (" of another", other)):
        world.met(f"juries:detail{name}", each.jury)
        world.met(f"deliberation:sitting{name}", each.deliberation)
        presentation = each.deliberation.presentations.order_by("position").first()
        path = {"pk": each.deliberation.pk, "presentation": presentation.pk}
        world.met(f"deliberation:candidate{name}", presentation, **path)
        world.met(f"awards:result{name}", presentation)
    second = room.deliberation.presentations.order_by("position").last()
    world.met(
        "deliberation:candidate not recused",
        second,
        pk=room.deliberation.pk,
        presentation=second.pk,
    )
    world.waiting_jury = juries.jury_in("draft", revision=world.owner.revision)
    world.met("juries:detail draft", world.waiting_jury)


def _papers(world: World) -> None:
    """The owner's papers and the minutes of jury A, made as a worker would."""
    award = Award.objects.get(enrolment=world.owner)
    world.met("awards:detail", award)
    wanted = {"certificate": award.pk, "minutes": world.rooms["A"].deliberation.minutes.pk}
    for kind, subject in wanted.items():
        document = Document.objects.get(kind=kind, subject_id=subject)
        for job in Job.objects.filter(kind="documents.render", key__contains=str(document.pk)):
            Job.objects.filter(pk=job.pk).update(not_before=None)
            queue.run(job.pk)
        document.refresh_from_db()
        assert document.state == "stored", document.state
        world.met(f"document {kind}", document)
        world.document = document


def _rest(world: World) -> None:
    """What each address is about, and what a button is told when nothing would name nobody."""
    jury, deliberation = world.rooms["A"].jury, world.rooms["A"].deliberation
    seat = jury.seats.order_by("position").first()
    simulation = world.simulation
    registration = simulation.registration.pk
    block = world.owner.revision.blocks.get(position=1)
    consensus = world.addresses["grading:consensus"]["pk"]
    presentation = world.addresses["deliberation:candidate"]["presentation"]
    named = {"person": world.rooms["A"].person(1).pk}
    # The main object of each room, by the names that its paths use.
    world.rooms_about = {
        "framework": {"pk": world.owner.revision.qualification_id},
        "people": {"pk": world.owner.candidate.person.pk},
        "candidates": {"pk": world.owner.candidate.pk},
        "practice": {"pk": world.stint.pk},
        "sessions": {"pk": world.session.pk},
        "grading": {"pk": world.addresses["grading:sheet own"]["pk"], "line": world.line.pk},
        "juries": {
            "pk": jury.pk,
            "seat": seat.pk, "nomination": seat.nominations.first().pk,
            "item": jury.agenda.first().pk,
        },
        "deliberation": {
            "pk": deliberation.pk,
            "jury": jury.pk,
            "presentation": presentation,
            **named,
            "block": block.pk,
            "competency": block.competencies.first().pk,
            "kind": "present",
        },
        "awards": {"pk": deliberation.pk},
        "home": {"slug": next(iter(BY_SLUG))},
        "register": {"code": world.document.verification_code},
        "accounts": {
            "pk": world.actors[cast.EVALUATOR].user_id, "token": "inconnu",
            "provider": "franceconnect",
        },
    }  # fmt: skip
    code = world.owner.revision.qualification.code
    world.addresses |= {
        "account_reset_password_from_key": {"uidb36": "1", "key": "set-password"},
        "people:end_posting": {"pk": world.posting.pk},
        **juries.addresses_of_proposal(world.waiting_jury),
        "candidates:close": {"pk": world.owner.pk},
        "candidates:end_block": {"pk": world.held.pk},
        "practice:declare": {"pk": world.owner.pk},
        "practice:resume": {"pk": world.interruption.pk},
        "practice:void": {"pk": world.attestation.pk},
        **{f"sessions:{x}": {"pk": simulation.scenario_id} for x in (*STORY, "scenario_papers")},
        "sessions:compare_scenarios": dict.fromkeys(("pk", "other"), simulation.scenario_id),
        **{f"sessions:{x}_scenario": {"code": code} for x in ("import", "create")},
        "sessions:remove_evaluator": {"pk": world.session.panel.first().pk},
        **{f"sessions:{x}": {"pk": registration} for x in PLACES},
        **addresses_of_planning(world.session, simulation),
        **addresses_of_home(world.actors[cast.OFFICER]),
        "grading:answer_call": {"pk": world.call.pk},
        "grading:open": {"pk": world.blind.pk},
        "grading:harmonise": {"pk": simulation.pk},
        "grading:session": {"pk": world.session.pk},
        **{f"grading:{name}": {"pk": world.session.pk} for name in ("room", "board", "wall")},
        "grading:release": {"pk": simulation.pk},
        "grading:replace_evaluator": {"pk": simulation.pk},
        "sessions:report_incident": {"pk": simulation.pk},
        **{
            f"sessions:{x}": {"pk": world.incident.pk} for x in ("withdraw_incident", "plan_replay")
        },
        "grading:sign_consensus": {"pk": consensus},
        "grading:consensus_news": {"pk": consensus},
        "grading:axis blind": {"pk": world.blind.pk},
        **{f"grading:{x}agreement": {"pk": world.session.pk} for x in ("", "measure_")},
        "grading:settle": {"pk": consensus, "line": world.line.pk},
        "grading:reopen": {"pk": world.addresses["grading:sheet"]["pk"]},
        "deliberation:open of another": {"jury": world.rooms["B"].jury.pk},
        "deliberation:move": named | {"pk": deliberation.pk, "kind": "depart"},
        "deliberation:cast": {"pk": deliberation.pk, "ballot": a_ballot(presentation, block, NOW)},
        **addresses_of_awards(world.addresses["awards:detail"]["pk"], presentation),
    }
    _programs(world, deliberation.jury_id, presentation, simulation)
    world.addresses |= addresses_of_vae(world.owner, world.other)
    world.addresses |= addresses_of_register(world.owner, world.actors[cast.OWNER], NOW)
    world.addresses |= addresses_of_files(world.actors[cast.OFFICER], world.attestation.pk)
    with clock.moved_to(NOW):
        declared = prepare_return(by=world.actors[cast.OFFICER])
    world.addresses |= {name: {"pk": declared.pk} for name in DECLARED}
    said = named | {"enrolment": world.owner.pk}
    world.bodies = {"juries:recuse": said, "juries:dismiss": said}


def _programs(world: World, jury: Any, presentation: Any, simulation: Any) -> None:
    """What the API and the rooms of accounts talk about."""
    evaluator = User.objects.get(pk=world.actors[cast.EVALUATOR].user_id)
    officer = User.objects.get(pk=world.actors[cast.OFFICER].user_id)
    elsewhere = OpenSession.objects.create(
        user=User.objects.create_user("ailleurs@ccas.example"), session_key="ailleurs"
    )
    token, _secret = create_token(
        officer,
        role=cast.OFFICER,
        name="essai",
        scopes=["notices:read"],
        known_scopes=["notices:read"],
        by=Actor.system(),
    )
    linked = ExternalIdentity.objects.create(
        user=elsewhere.user, provider="franceconnect", issuer="https://x.example", subject="x"
    )
    sheet = world.addresses["grading:sheet own"]["pk"]
    objects = {
        "notices": world.owner.revision.qualification_id,
        "revisions": world.owner.revision_id,
        "candidates": world.owner.candidate_id,
        "enrolments": world.owner.pk,
        "sessions": world.session.pk,
        "simulations": simulation.pk,
        "sheets": sheet,
        "juries": jury,
        "decisions": presentation,
        "documents": world.addresses["document certificate"]["pk"],
    }
    world.addresses |= {f"api:{name}-detail": {"pk": pk} for name, pk in objects.items()}
    world.addresses |= as_on_screen(world.addresses, world.other.pk)
    world.addresses |= {
        "api:sheets-acts": {"pk": sheet},
        "api:documents-file": world.addresses["document certificate"],
        "tokens:revoke": {"pk": token.pk},
        "accounts:close_session": {"pk": elsewhere.pk},
        "accounts:unlink": {"pk": linked.pk},
        "accounts:end_grant": {"pk": evaluator.grants.first().pk},
        "mfa_remove_webauthn": {"pk": 10**6},
        **living_links(NOW),
        **addresses_of_a_candidate(world.owner, world.actors[cast.OWNER], NOW),
    }
