"""The library of scenarios: shipped files, what is offered, what is offered no more."""

from pathlib import Path

from django.db import transaction

from assessments.framework.models import QualificationRevision
from assessments.sessions import permissions
from assessments.sessions.actions.writing import (
    keep_script,
    locked_revision,
    read_file,
    refuse_unfit,
)
from assessments.sessions.flow import SCENARIO
from assessments.sessions.models import Scenario, ScenarioState
from assessments.sessions.rules import digest_of
from assessments.sessions.scripts import script_of
from ccas.actors import Actor
from ccas.refusals import Refusal


@transaction.atomic
def load_scenarios(revision: QualificationRevision, folder: Path, *, by: Actor) -> list[Scenario]:
    """Write and publish every scenario of a folder of TOML files, in the order of their names.

    All or none. A file already loaded changes nothing, even if an officer has rewritten the
    scenario since: only a file that has changed is read again. A wrong file is refused with its
    name and the reason.
    """
    permissions.require_plan(by)
    written = []
    for path in sorted(folder.glob("*.toml")):
        try:
            written.append(load_scenario(revision, _text(path), by=by))
        except Refusal as refusal:
            raise Refusal([f"{path.name} : {each}" for each in refusal.sentences]) from refusal
    if not written:
        raise Refusal(f"Le dossier {folder.name} ne contient aucun scénario (*.toml).")
    return written


@transaction.atomic
def load_scenario(revision: QualificationRevision, text: str, *, by: Actor) -> Scenario:
    """Write and publish the scenario of one file; what stands in the way of publishing refuses it.

    A scenario that an officer retired stays so: its new version is a draft.
    """
    script, revision = read_file(revision, text, by=by)
    digest = digest_of(script)
    versions = list(revision.scenarios.filter(code=script.code).order_by("-version"))
    known = next((each for each in versions if each.file_digest == digest), None)
    if known:
        return known
    last = versions[0] if versions else None
    touched = bool(last) and digest_of(script_of(last)) != last.file_digest  # type: ignore[arg-type,union-attr]
    retired = bool(last) and last.state == ScenarioState.RETIRED  # type: ignore[union-attr]
    scenario = keep_script(revision, script, by=by, digest=digest, renew=touched)
    if scenario.state == ScenarioState.DRAFT and not retired:
        _publish(scenario, by=by)
    return scenario


@transaction.atomic
def publish_scenario(scenario: Scenario, *, by: Actor) -> Scenario:
    """Offer a version to those who plan; the version offered until now is offered no more."""
    permissions.require_plan(by)
    locked_revision(scenario.revision)
    scenario = Scenario.objects.select_for_update(of=("self",)).get(pk=scenario.pk)
    _publish(scenario, by=by)
    return scenario


@transaction.atomic
def retire_scenario(scenario: Scenario, *, by: Actor) -> Scenario:
    """Offer a scenario no more. What is planned with it stays."""
    permissions.require_plan(by)
    scenario = Scenario.objects.select_for_update(of=("self",)).get(pk=scenario.pk)
    SCENARIO.move(scenario, "retire", by=by)
    return scenario


@transaction.atomic
def restore_scenario(scenario: Scenario, *, by: Actor) -> Scenario:
    """Offer a retired version again, unless another version of the same code is."""
    permissions.require_plan(by)
    locked_revision(scenario.revision)
    scenario = Scenario.objects.select_for_update(of=("self",)).get(pk=scenario.pk)
    other = _offered(scenario)
    if other:
        raise Refusal(
            f"La version {other.version} de ce scénario est au catalogue : retirez-la d’abord."
        )
    SCENARIO.move(scenario, "restore", by=by)
    return scenario


def shipped_folder(revision: QualificationRevision) -> Path | None:
    """The folder of the scenarios that ship for this qualification, or None."""
    folder = Path(__file__).parent.parent / "data" / revision.qualification.code
    return folder if folder.is_dir() else None


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise Refusal("le fichier n’est pas en UTF-8.") from error


def _offered(scenario: Scenario) -> Scenario | None:
    same = Scenario.objects.filter(revision=scenario.revision_id, code=scenario.code)
    return same.offered().exclude(pk=scenario.pk).first()


def _publish(scenario: Scenario, *, by: Actor) -> None:
    state = SCENARIO.sentence_if_not("publish", scenario)
    if state:
        raise Refusal(state)
    refuse_unfit(scenario)
    before = _offered(scenario)
    if before:
        SCENARIO.move(before, "retire", by=by, replaced_by=scenario.pk)
    SCENARIO.move(scenario, "publish", by=by)
