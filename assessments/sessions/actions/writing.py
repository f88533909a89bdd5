"""Writing scenarios, by hand or from a file."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.db import transaction

from assessments.framework.models import Competency, QualificationRevision
from assessments.sessions import permissions
from assessments.sessions.models import (
    Channel,
    DocumentNature,
    Inject,
    InjectCompetency,
    Scenario,
    ScenarioDocument,
    ScenarioState,
)
from assessments.sessions.rules import (
    PlannedInject,
    Script,
    ScriptDocument,
    ScriptInject,
    ScriptRefused,
    read_script,
    scenario_sentences,
)
from assessments.sessions.scripts import lines_of, not_published_because, script_of
from ccas import journal
from ccas.actors import Actor
from ccas.refusals import Refusal


class WrittenInject(NamedTuple):
    """An event as it is given to `write_scenario`. competencies: ids of those it calls for."""

    minute: int
    channel: str
    text: str
    expected: str
    competencies: Iterable[int] = ()


class WrittenDocument(NamedTuple):
    """A paper as it is given to `write_scenario`."""

    nature: str
    title: str
    text: str
    handed_over: bool = True


@transaction.atomic
def write_scenario(
    revision: QualificationRevision,
    *,
    code: str,
    title: str,
    brief: str,
    duration_minutes: int,
    injects: Sequence[Iterable],
    competencies: Sequence[Competency],
    documents: Sequence[Iterable] = (),
    by: Actor,
) -> Scenario:
    """Write a scenario. injects, documents: tuples as WrittenInject, WrittenDocument.

    The same code again corrects the last version while no simulation uses it, and makes the next
    version, a draft, once one does. What is already written so changes nothing.
    """
    permissions.require_plan(by)
    revision = locked_revision(revision)
    events = [WrittenInject(*each) for each in injects]
    papers = [WrittenDocument(*each) for each in documents]
    names = lines_of(revision)
    _refuse_strangers(
        revision,
        {each.pk for each in competencies} | {pk for each in events for pk in each.competencies},
        names,
    )
    script = Script(
        code=code,
        title=title.strip(),
        brief=brief.strip(),
        duration_minutes=duration_minutes,
        observable=tuple(sorted({names[each.pk] for each in competencies})),
        injects=tuple(
            ScriptInject(
                each.minute,
                each.channel,
                each.text.strip(),
                each.expected.strip(),
                tuple(sorted({names[pk] for pk in each.competencies})),
            )
            for each in sorted(events, key=lambda each: each.minute)
        ),
        documents=tuple(
            ScriptDocument(
                each.nature, each.title.strip(), each.text.strip("\n").rstrip(), each.handed_over
            )
            for each in papers
        ),
    )
    return keep_script(revision, script, by=by)


@transaction.atomic
def import_scenario(revision: QualificationRevision, text: str, *, by: Actor) -> Scenario:
    """Write the scenario of a file an officer brings; a new one is a draft, to be read again."""
    script, revision = read_file(revision, text, by=by)
    return keep_script(revision, script, by=by)


def locked_revision(revision: QualificationRevision) -> QualificationRevision:
    """The revision, locked: its library is written by one person at a time."""
    return QualificationRevision.objects.select_for_update(of=("self",)).get(pk=revision.pk)


def _refuse_strangers(
    revision: QualificationRevision, chosen: set[int], names: dict[int, tuple[str, int]]
) -> None:
    if chosen - names.keys():
        raise Refusal(
            f"Une compétence du scénario n’est pas de {revision} : choisissez parmi les siennes."
        )


def read_file(
    revision: QualificationRevision, text: str, *, by: Actor
) -> tuple[Script, QualificationRevision]:
    """The script of a file, and the revision, locked; Refusal for what the file lacks."""
    permissions.require_plan(by)
    try:
        return read_script(text), locked_revision(revision)
    except ScriptRefused as refused:
        raise Refusal(refused.sentences) from refused


def keep_script(
    revision: QualificationRevision,
    script: Script,
    *,
    by: Actor,
    digest: str = "",
    renew: bool = False,
) -> Scenario:
    """Keep a script. renew: a new version even if the last one could be corrected in place."""
    ids = {line: pk for pk, line in lines_of(revision).items()}
    sentences = _sentences(revision, script, ids)
    if sentences:
        raise Refusal(sentences)
    last = (
        revision.scenarios.select_for_update(of=("self",))
        .filter(code=script.code)
        .order_by("-version")
        .first()
    )
    if last and not digest and script_of(last) == script:
        return last
    fields = {
        "title": script.title,
        "brief": script.brief,
        "duration_minutes": script.duration_minutes,
    }
    if last is None or renew or last.simulations.exists() or last.state == ScenarioState.RETIRED:
        version = last.version + 1 if last else 1
        scenario = Scenario.objects.create(
            revision=revision, code=script.code, version=version, file_digest=digest, **fields
        )
    else:
        scenario = last
        for name, value in fields.items():
            setattr(scenario, name, value)
        if digest:
            scenario.file_digest = digest
        scenario.save(update_fields=[*fields, "file_digest"])
        InjectCompetency.objects.filter(inject__scenario=scenario).delete()
        scenario.injects.all().delete()
        scenario.documents.all().delete()
    _fill(scenario, script, ids)
    if scenario.state == ScenarioState.PUBLISHED:
        refuse_unfit(scenario)
    journal.record(
        "scenario.write",
        scenario,
        by=by,
        revision=revision.pk,
        code=script.code,
        version=scenario.version,
        injects=len(script.injects),
        documents=len(script.documents),
        competencies=len(script.observable),
    )
    return scenario


def _fill(scenario: Scenario, script: Script, ids: dict[tuple[str, int], int]) -> None:
    scenario.competencies.set([ids[line] for line in script.observable])
    injects = Inject.objects.bulk_create(
        Inject(
            scenario=scenario,
            minute=each.minute,
            position=position,
            channel=each.channel,
            text=each.text,
            expected=each.expected,
        )
        for position, each in enumerate(script.injects)
    )
    InjectCompetency.objects.bulk_create(
        InjectCompetency(inject=inject, competency_id=ids[line])
        for inject, each in zip(injects, script.injects, strict=True)
        for line in each.competencies
    )
    ScenarioDocument.objects.bulk_create(
        ScenarioDocument(
            scenario=scenario,
            position=position,
            nature=each.nature,
            title=each.title,
            text=each.text,
            handed_over=each.handed_over,
        )
        for position, each in enumerate(script.documents, 1)
    )


def _sentences(
    revision: QualificationRevision, script: Script, ids: dict[tuple[str, int], int]
) -> list[str]:
    """Everything that stands in the way of keeping this script, in sentences."""
    cited = {*script.observable, *(line for each in script.injects for line in each.competencies)}
    unknown = [f"{block} n° {position}" for block, position in sorted(cited - ids.keys())]
    sentences = []
    if unknown:
        sentences.append(f"compétences inconnues de {revision} : {', '.join(unknown)}.")
    if not script.code or not script.code.replace("-", "").replace("_", "").isalnum():
        sentences.append("Le code n’a que des lettres, des chiffres et des tirets.")
    if not script.title:
        sentences.append("Le scénario porte un titre.")
    sentences += [
        f"« {title[:60]}… » dépasse {longest} caractères."
        for title, longest in (
            (script.code, 60),
            *((each, 200) for each in (script.title, *(one.title for one in script.documents))),
        )
        if len(title) > longest
    ]
    sentences += [
        f"L’événement de la minute {each.minute} passe par un canal inconnu, « {each.channel} »."
        for each in script.injects
        if each.channel not in Channel.values
    ]
    sentences += [
        f"Le document « {each.title} » est d’une nature inconnue, « {each.nature} »."
        for each in script.documents
        if each.nature not in DocumentNature.values
    ]
    return sentences + scenario_sentences(
        minutes=script.duration_minutes,
        brief=script.brief,
        injects=[
            PlannedInject(each.minute, each.text, each.expected, frozenset(each.competencies))
            for each in script.injects
        ],
        observable=script.observable,
        documents=[(each.title, each.text) for each in script.documents],
    )


def refuse_unfit(scenario: Scenario) -> None:
    """Raise Refusal unless the scenario may be offered."""
    sentences = not_published_because(scenario)
    if sentences:
        raise Refusal(sentences)
