"""Links from a candidate's page to the file of validation of each enrolment."""

from collections.abc import Sequence
from uuid import UUID

from django.urls import reverse

from assessments.candidates.models import Enrolment
from assessments.candidates.standing import Links
from ccas.accounts.roles import Role
from ccas.actors import Actor
from certification.vae import permissions

MEMBERS = (Role.JURY_MEMBER, Role.PRESIDENT)


def links(enrolments: Sequence[Enrolment], actor: Actor) -> Links:
    """The file for its candidate and the office; the version presented for a jury. One query."""
    shown: list[UUID] = [one.pk for one in enrolments]
    if actor.has_role(*MEMBERS):
        versions = permissions.visible_versions(actor).filter(file__enrolment__in=shown)
        return {
            enrolment: [("Dossier de validation", reverse("vae:version", args=[pk]))]
            for pk, enrolment in versions.values_list("pk", "file__enrolment")
        }
    files = permissions.visible_files(actor).filter(enrolment__in=shown)
    return {
        enrolment: [("Dossier de validation", reverse("vae:file", args=[pk]))]
        for pk, enrolment in files.values_list("pk", "enrolment")
    }
