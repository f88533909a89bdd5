"""The whole road for any qualification: what its rules file says, and nothing else.

Seats are filled by inventing one person in each capacity that the plan accepts; simulations let
every competency be observed; everybody rates what the test asks for.
"""

import uuid
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from assessments.candidates import actions as candidates
from assessments.candidates.models import Enrolment
from assessments.framework.actions import load_notice
from assessments.framework.models import Competency, Qualification, QualificationRevision
from assessments.grading import actions as grading
from assessments.people import actions as people
from assessments.people.models import Person, Sex
from assessments.sessions import actions as sessions
from ccas import clock
from ccas.accounts.models import RoleGrant, User
from ccas.actors import Actor
from ccas.jobs import queue
from ccas.jobs.models import Job
from certification.awards import actions as awards
from certification.deliberation import actions as deliberating
from certification.deliberation.models import Deliberation
from certification.demonstration.stage import at
from certification.juries import actions as juries
from certification.juries.models import Jury


class Road:
    """One qualification, from its notice to its certificates."""

    def __init__(self, xml: bytes, rules: str, code: str, begin: date) -> None:
        self.begin = begin
        self.officer = self.account("officer")
        with clock.moved_to(begin):
            load_notice(xml, rules, by=Actor.system(), code=code)
            self.revision: QualificationRevision = Qualification.objects.get(code=code).current
            people.adopt_entities(self.revision, by=Actor.system())

    def account(self, role: str) -> Actor:
        """A new account that holds a role."""
        user = User.objects.create_user(f"{uuid.uuid4().hex[:12]}@ccas.example", display_name=role)
        RoleGrant.objects.create(user=user, role=role, starts_on=date(2020, 1, 1))
        return user.acting_as(role)

    def person(self, name: str, role: str) -> tuple[Person, Actor]:
        """A person with an account, and their actor."""
        actor = self.account(role)
        user = User.objects.get(pk=actor.user_id)
        sex = Sex.FEMALE if len(name) % 2 else Sex.MALE
        person = people.create_person(
            birth_name=name,
            given_names="Camille",
            sex=sex,
            email=user.email,
            user=user,
            by=self.officer,
        )
        return person, actor

    def enrol(self, name: str, route: str) -> Enrolment:
        """A candidate enrolled by a route on the first day."""
        person, _ = self.person(name, "candidate")
        with clock.moved_to(self.begin):
            candidate = candidates.register_candidate(
                person=person,
                birth_year=1990,
                birth_month=None,
                birth_day=None,
                birth_place_code="2B033",
                birth_place="Bastia",
                by=self.officer,
            )
            rules = self.revision.rules.route(route)
            return candidates.enrol(
                candidate,
                revision=self.revision,
                route=route,
                began_on=None if rules and rules.admissibility else self.begin,
                admissibility_date=self.begin if rules and rules.admissibility else None,
                admissibility_reference="Acte n° 7" if rules and rules.admissibility else "",
                by=self.officer,
            )

    def simulate(self, enrolments: Iterable[Enrolment], day: date) -> None:
        """One session on `day`: each candidate plays one story that shows every competency."""
        by = self.officer
        pair = [self.person(f"Évaluateur {rank}", "evaluator") for rank in ("Un", "Deux")]
        with clock.moved_to(day - timedelta(days=20)):
            every = list(Competency.objects.filter(block__revision=self.revision))
            story = sessions.write_scenario(
                self.revision,
                code="tout",
                title="Tout observer",
                brief="Une journée ordinaire, tout s’y voit.",
                duration_minutes=20,
                injects=[
                    (0, "phone", "Le téléphone sonne.", "Décrocher.", [each.pk for each in every])
                ],
                competencies=every,
                by=by,
            )
            story = sessions.publish_scenario(story, by=by)
            site = sessions.create_site("Site d’essai", by=by)
            session = sessions.create_session(
                self.revision, site=site, name="Session", starts_on=day, ends_on=day, by=by
            )
            station = sessions.add_station(session, name="Poste 1", by=by)
            for person, _ in pair:
                sessions.add_evaluator(session, person=person, by=by)
            blocks = list(self.revision.blocks.all())
            plays = []
            for rank, enrolment in enumerate(enrolments):
                registration = sessions.register_enrolment(
                    session, enrolment=enrolment, blocks=blocks, by=by
                )
                plays.append(
                    sessions.plan_simulation(
                        registration,
                        station=station,
                        scenario=story,
                        blocks=blocks,
                        starts_at=at(day, 9) + timedelta(minutes=40 * rank),
                        evaluators=[person for person, _ in pair],
                        by=by,
                    )
                )
            sessions.ready(session, by=by)
            sessions.convene(session, by=by)
        for play in plays:
            with clock.moved_to(play.starts_at):
                sessions.start_simulation(play, by=by)
                self._rate(play, [actor for _, actor in pair])
                sessions.finish_simulation(play, by=by)

    def _rate(self, play, actors: list[Actor]) -> None:
        acquired = next(level.code for level in self.revision.rules.scale if level.acquired)
        for sheet, actor in zip(grading.open_sheets(play, by=self.officer), actors, strict=True):
            lines = Competency.objects.filter(block__revision=self.revision)
            for sequence, competency in enumerate(lines, start=1):
                grading.record_act(
                    sheet,
                    client_id=sheet.pk,
                    sequence=sequence,
                    kind="rate",
                    competency=competency,
                    value=acquired,
                    by=actor,
                )
            grading.sign_sheet(sheet, by=actor)
        consensus = grading.open_consensus(play, by=actors[0])
        for actor in actors:
            grading.sign_consensus(consensus, by=actor)

    def jury(self, route: str, enrolments: Iterable[Enrolment], day: date) -> dict[str, Actor]:
        """A jury for a route, every seat filled in a capacity it accepts; convened for `day`."""
        by = self.officer
        members: dict[str, Actor] = {}
        with clock.moved_to(day - timedelta(days=30)):
            jury = juries.create_jury(
                self.revision,
                route=route,
                sits_on=day,
                place="Paris",
                name=f"Jury {route}",
                by=by,
            )
            for rank, seat in enumerate(jury.seats.all()):
                person, actor = self.person(
                    f"Membre {route}{'i' * rank}", "president" if seat.presides else "jury_member"
                )
                people.accredit_person(
                    person,
                    capacity=seat.capacities[0],
                    entity=seat.entity,
                    starts_on=self.begin,
                    by=by,
                )
                juries.appoint(seat, person, capacity=seat.capacities[0], by=by)
                members["president" if seat.presides else seat.key] = actor
            for enrolment in enrolments:
                juries.put_on_agenda(jury, enrolment, list(self.revision.blocks.all()), by=by)
            juries.compose(jury, by=by)
            juries.convene(jury, by=by)
            for actor in members.values():
                juries.declare(jury, by=actor)
        return members

    def deliberate(
        self, route: str, members: dict[str, Actor], moment: datetime, reasons: str = ""
    ) -> Deliberation:
        """The jury validates everything, signs and closes; the results are published next day."""
        president = members["president"]
        with clock.moved_to(moment):
            jury = Jury.objects.get(name=f"Jury {route}")
            here = [person for (person,) in jury.seats.values_list("nominations__person")]
            sitting = deliberating.open_deliberation(jury, present=here, by=president)
            for presentation in sitting.presentations.all():
                deliberating.mark_present(presentation, by=president)
                for block in presentation.blocks.all():
                    if reasons:
                        deliberating.decide_block(
                            presentation,
                            block,
                            decision="validated",
                            votes_for=len(here),
                            votes_against=0,
                            reasons=reasons,
                            by=president,
                        )
                    else:
                        deliberating.decide_by_rule(presentation, block, by=president)
                presentation.refresh_from_db()
                deliberating.conclude_presentation(presentation, by=president)
            deliberating.close_deliberation(sitting, by=president)
            for key, actor in members.items():
                if key != "president":
                    deliberating.sign_minutes(sitting, by=actor)
            deliberating.sign_minutes(sitting, by=president)
            deliberating.schedule_publication(sitting, not_before=moment, by=self.officer)
        with clock.moved_to(moment + timedelta(days=1)):
            if not self.revision.qualification.signatories.exists():
                self.name_signatory()
            work()
            sitting.refresh_from_db()
            awards.publish_results(sitting, by=self.officer)
            work()
        sitting.refresh_from_db()
        return sitting

    def name_signatory(self) -> None:
        """Somebody signs for the certifier."""
        person, _ = self.person("de Saint-Exupéry-Lô", "officer")
        awards.appoint_signatory(
            person,
            qualification=self.revision.qualification,
            title="Directeur, par délégation",
            act_reference="Délégation n° 3",
            act_date=self.begin,
            by=self.officer,
        )


def work(rounds: int = 12) -> None:
    """Do every waiting job here and now, as a worker would; fail on the first that cannot."""
    for _ in range(rounds):
        waiting = list(Job.objects.filter(state="waiting").order_by("recorded_at"))
        if not waiting:
            return
        for job in waiting:
            Job.objects.filter(pk=job.pk).update(not_before=None)
            queue.run(job.pk)
            job.refresh_from_db()
            assert not job.error or "DocumentsPending" in job.error, f"{job}: {job.error}"
    raise AssertionError("jobs are still waiting")
