"""An application submitted, one still written; a file before the jury, one still written."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from assessments.candidates.models import Enrolment
from ccas import clock
from ccas.accounts.models import User
from ccas.actors import Actor
from ccas.files import actions as files
from certification.vae.evidence import EVIDENCE
from certification.vae.models import (
    AdmissibilityWithdrawal,
    ApplicationBlock,
    EligibilityApplication,
    Evidence,
    Experience,
    Narrative,
    TargetedBlock,
    ValidationFile,
    ValidationVersion,
)
from tests.ccas.files.samples import pdf
from tests.factories.candidates import EnrolmentFactory


def addresses_of_vae(owner: Enrolment, other: Enrolment) -> dict[str, Mapping[str, Any]]:
    """Write the rows as they stand (their enrolments exist already); give the addresses' kwargs."""
    revision = owner.revision
    submitted = EligibilityApplication.objects.create(
        candidate=owner.candidate,
        revision=revision,
        state="submitted",
        received_on=date(2026, 10, 1),
        submitted_at=clock.now(),
        content={"situation": "agent"},
        content_sha256="0" * 64,
    )
    draft = EligibilityApplication.objects.create(candidate=other.candidate, revision=revision)
    ApplicationBlock.objects.create(application=draft, competencyblock=revision.blocks.first())
    experience = Experience.objects.create(
        application=draft,
        place="CODIS des Sept-Îles",
        function="opératrice",
        status="agent",
        starts_on=date(2022, 1, 1),
    )
    return {
        "vae:start": {"pk": revision.pk},
        "vae:detail": {"pk": submitted.pk},
        "vae:detail draft": {"pk": draft.pk},
        **{
            f"vae:{name}": {"pk": draft.pk}
            for name in ("situation", "add", "declaration", "identity", "submit")
        },
        "vae:experience": {"pk": experience.pk},
        "vae:forget": {"pk": experience.pk},
        **{
            f"vae:{name}": {"pk": submitted.pk}
            for name in (
                "abandon", "message", "ask", "decide", "read", "settle", "propose_withdrawal",
            )
        },
        **_withdrawal(submitted),
        **_presented(owner),
        **_written(other),
    }  # fmt: skip


def _withdrawal(application: EligibilityApplication) -> dict[str, Mapping[str, Any]]:
    """Proposed by an account that nobody of the table is."""
    proposed = AdmissibilityWithdrawal.objects.create(
        application=application,
        ground="fraud",
        found_on=date(2026, 10, 2),
        reference="Rapport 7",
        reasons="Pièce fausse.",
        told_on=date(2026, 10, 3),
        proposed_by=User.objects.create_user("propose@table.invalid", display_name="Table autre"),
    )
    return {f"vae:{verb}_withdrawal": {"pk": proposed.pk} for verb in ("pronounce", "drop")}


def _presented(owner: Enrolment) -> dict[str, Mapping[str, Any]]:
    """The owner's file, before jury A."""
    block = owner.revision.blocks.order_by("position").first()
    competency = block.competencies.first()
    file = ValidationFile.objects.create(enrolment=owner)
    told = {"id": competency.pk, "position": 1, "text": competency.text, "words": 2}
    told |= {"situation": "Au centre.", "action": "", "result": "", "evidence": []}
    version = ValidationVersion.objects.create(
        file=file,
        number=1,
        submitted_on=date(2026, 10, 1),
        facts={
            "blocks": [{"code": block.code, "title": block.title, "competencies": [told]}],
            "evidence": [],
        },
        sha256="0" * 64,
    )
    file.state, file.version, file.presented = "before_jury", 1, version
    file.submitted_on = file.verified_on = date(2026, 10, 1)
    file.save()
    again = EnrolmentFactory(vae=True, candidate=owner.candidate, revision=owner.revision)
    return {
        "vae:start_file": {"pk": again.pk},
        **{
            f"vae:{name}": {"pk": file.pk}
            for name in ("file", "verify", "present", "give_back", "file_message", "file_read")
        },
        "vae:version": {"pk": version.pk},
        "vae:version_block": {"pk": version.pk, "code": block.code},
    }


def _written(other: Enrolment) -> dict[str, Mapping[str, Any]]:
    """The other candidate's file, with a piece just received."""
    block = other.revision.blocks.order_by("position").first()
    file = ValidationFile.objects.create(enrolment=other)
    TargetedBlock.objects.create(file=file, competencyblock=block)
    narrative = Narrative.objects.create(file=file, competency=block.competencies.first())
    by = Actor(other.candidate.person.user_id, "candidate")
    place = EVIDENCE.destination(by, narrative.pk)
    assert place is not None
    received = files.receive(EVIDENCE, place, name="main courante.pdf", pieces=[pdf()], by=by)
    piece = Evidence.objects.get(received=received)
    return {
        "vae:file draft": {"pk": file.pk},
        **{f"vae:{name}": {"pk": file.pk} for name in ("preview", "blocks", "submit_file")},
        "vae:narrative": {"pk": narrative.pk},
        "vae:piece": {"pk": piece.pk},
        "vae:detach": {"pk": piece.pk},
    }
