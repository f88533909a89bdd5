"""Writing scenarios, by hand or from the files that ship with a qualification."""

import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.db import transaction

from assessments.framework.models import Competency, QualificationRevision
from assessments.sessions import permissions
from assessments.sessions.models import Channel, Inject, Scenario
from assessments.sessions.rules import PlannedInject, scenario_sentences
from ccas import journal
from ccas.actors import Actor
from ccas.refusals import Refusal

type InjectValues = tuple[int, str, str, str]


@transaction.atomic
def write_scenario(
    revision: QualificationRevision,
    *,
    code: str,
    title: str,
    brief: str,
    duration_minutes: int,
    injects: Sequence[InjectValues],
    competencies: Sequence[Competency],
    by: Actor,
) -> Scenario:
    """Write a scenario. injects: (minute, channel, text, expected reaction).

    The same code again corrects the last version while no simulation uses it, and makes the next
    version once one does. What is already written so changes nothing.
    """
    permissions.require_plan(by)
    revision = QualificationRevision.objects.select_for_update(of=("self",)).get(pk=revision.pk)
    lines = sorted(
        (minute, channel, text.strip(), expected.strip())
        for minute, channel, text, expected in injects
    )
    fields = {
        "title": title.strip(), "brief": brief.strip(), "duration_minutes": duration_minutes
    }  # fmt: skip
    chosen = {competency.pk for competency in competencies}
    sentences = scenario_sentences(
        minutes=duration_minutes,
        brief=brief,
        injects=[PlannedInject(minute, text, expected) for minute, _, text, expected in lines],
        observable=len(chosen),
    )
    sentences += _sentences_for_values(revision, title.strip(), lines, chosen)
    if sentences:
        raise Refusal(sentences)
    last = revision.scenarios.filter(code=code).order_by("-version").first()
    if last and _same(last, fields, lines, chosen):
        return last
    if last is None or last.simulations.exists():
        version = last.version + 1 if last else 1
        scenario = Scenario.objects.create(revision=revision, code=code, version=version, **fields)
    else:
        scenario = last
        for name, value in fields.items():
            setattr(scenario, name, value)
        scenario.save(update_fields=list(fields))
        scenario.injects.all().delete()
    scenario.competencies.set(chosen)
    for minute, channel, text, expected in lines:
        Inject.objects.create(
            scenario=scenario, minute=minute, channel=channel, text=text, expected=expected
        )
    journal.record(
        "scenario.write",
        scenario,
        by=by,
        revision=revision.pk,
        code=code,
        version=scenario.version,
        injects=len(lines),
        competencies=len(chosen),
    )
    return scenario


def _sentences_for_values(
    revision: QualificationRevision,
    title: str,
    lines: Sequence[InjectValues],
    chosen: set[int],
) -> list[str]:
    sentences = []
    if not title:
        sentences.append("Le scénario porte un titre.")
    sentences += [
        f"L’événement de la minute {minute} passe par un canal inconnu, « {channel} »."
        for minute, channel, _, _ in lines
        if channel not in Channel.values
    ]
    own = Competency.objects.filter(pk__in=chosen, block__revision=revision).count()
    if own != len(chosen):
        sentences.append(
            f"Une compétence du scénario n’est pas de {revision} : choisissez parmi les siennes."
        )
    return sentences


def _same(
    last: Scenario, fields: dict[str, Any], lines: Sequence[InjectValues], chosen: set[int]
) -> bool:
    written = sorted(last.injects.values_list("minute", "channel", "text", "expected"))
    return (
        all(getattr(last, name) == value for name, value in fields.items())
        and written == list(lines)
        and set(last.competencies.values_list("pk", flat=True)) == chosen
    )


@transaction.atomic
def load_scenarios(revision: QualificationRevision, folder: Path, *, by: Actor) -> list[Scenario]:
    """Write every scenario of a folder of TOML files, in the order of their names.

    All or none. Twice changes nothing. A wrong file is refused with its name and the reason.
    """
    permissions.require_plan(by)
    lines = {
        (code, position): competency
        for code, position, competency in (
            (row.block.code, row.position, row)
            for row in Competency.objects.filter(block__revision=revision).select_related("block")
        )
    }
    written = []
    for path in sorted(folder.glob("*.toml")):
        try:
            values = _read(path, lines)
            written.append(write_scenario(revision, by=by, **values))
        except Refusal as refusal:
            raise Refusal([f"{path.name} : {each}" for each in refusal.sentences]) from refusal
    if not written:
        raise Refusal(f"Le dossier {folder.name} ne contient aucun scénario (*.toml).")
    return written


def _read(path: Path, lines: dict[tuple[str, int], Competency]) -> dict[str, Any]:
    """The file as the arguments of `write_scenario`; Refusal for what it lacks."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Refusal(f"le fichier n’est pas du TOML lisible ({error}).") from error
    try:
        observed = [
            (part["block"], position)
            for part in data["observable"]
            for position in part["positions"]
        ]
        values = {
            "code": data["code"],
            "title": data["title"],
            "brief": _unwrapped(data["brief"]),
            "duration_minutes": data["duration_minutes"],
            "injects": [
                (
                    part["minute"],
                    part["channel"],
                    _unwrapped(part["text"]),
                    _unwrapped(part["expected"]),
                )
                for part in data["injects"]
            ],
        }
    except (KeyError, TypeError, AttributeError) as error:
        raise Refusal(f"il manque {error} au fichier.") from error
    unknown = [f"{block} n° {position}" for block, position in observed
               if (block, position) not in lines]  # fmt: skip
    if unknown:
        raise Refusal(f"compétences inconnues de la certification : {', '.join(unknown)}.")
    return values | {"competencies": [lines[key] for key in dict.fromkeys(observed)]}


def _unwrapped(text: str) -> str:
    """Paragraphs stand apart by an empty line; inside one, the file's line ends are spaces."""
    return "\n\n".join(" ".join(part.split()) for part in text.strip().split("\n\n"))


def shipped_folder(revision: QualificationRevision) -> Path | None:
    """The folder of the scenarios that ship for this qualification, or None."""
    folder = Path(__file__).parent.parent / "data" / revision.qualification.code
    return folder if folder.is_dir() else None
