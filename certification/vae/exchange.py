"""The room's lists as they leave: applications for eligibility, files, withdrawals."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet

from assessments.people.directory import listed_name
from ccas.actors import Actor
from ccas.exchange.lists import Column, Listing
from certification.vae import permissions, reading
from certification.vae.models import (
    AdmissibilityWithdrawal,
    ApplicationState,
    EligibilityApplication,
    ValidationFile,
)
from certification.vae.rules import clock as clocks
from certification.vae.rules.validation import jury_before

OFFICE = frozenset(permissions.READERS)
LABELS = dict(ApplicationState.choices)


def _applications(actor: Actor, chosen: Mapping[str, Any]) -> QuerySet[EligibilityApplication]:
    found = permissions.visible_applications(actor).prefetch_related("requests")
    return found.defer("revision__notice_xml", "revision__rules_toml").order_by(
        "-received_on", "-recorded_at", "pk"
    )


def _last_day(application: EligibilityApplication) -> Any:
    if reading.state_today(application) != ApplicationState.SUBMITTED:
        return None
    return clocks.clock(reading.proceedings(application)).last_day


def _files(actor: Actor, chosen: Mapping[str, Any]) -> QuerySet[ValidationFile]:
    found = permissions.visible_files(actor).order_by("submitted_on", "recorded_at", "pk")
    return (
        found.select_related(None)
        .select_related("enrolment__candidate__person", "enrolment__revision__qualification")
        .defer("enrolment__revision__notice_xml", "enrolment__revision__rules_toml")
    )


def _withdrawals(actor: Actor, chosen: Mapping[str, Any]) -> QuerySet[AdmissibilityWithdrawal]:
    return permissions.visible_withdrawals(actor).order_by("-recorded_at", "pk")


def _end(withdrawal: AdmissibilityWithdrawal) -> str:
    if withdrawal.pronounced_at:
        return "prononcé"
    return "abandonné" if withdrawal.dropped_at else "à décider"


APPLICATIONS = Listing(
    slug="recevabilites",
    title="Recevabilités",
    roles=OFFICE,
    address="vae:list",
    counted=("demande", "demandes"),
    rows=_applications,
    columns=(
        Column("candidat", "Candidat", lambda one: listed_name(one.candidate.person)),
        Column("numero", "Numéro de candidat", lambda one: one.candidate.number),
        Column("certification", "Certification", lambda one: one.revision.qualification.code),
        Column("recue", "Reçue le", lambda one: one.received_on),
        Column("etat", "État", lambda one: str(LABELS[reading.state_today(one)])),
        Column("limite", "Dernier jour pour décider", _last_day),
        Column("decidee", "Décidée le", lambda one: one.decided_on),
    ),
)
FILES = Listing(
    slug="dossiers-vae",
    title="Dossiers de validation",
    roles=OFFICE,
    address="vae:files",
    counted=("dossier", "dossiers"),
    rows=_files,
    columns=(
        Column("candidat", "Candidat", lambda one: listed_name(one.enrolment.candidate.person)),
        Column("numero", "Numéro de candidat", lambda one: one.enrolment.candidate.number),
        Column(
            "certification",
            "Certification",
            lambda one: one.enrolment.revision.qualification.code,
        ),
        Column("version", "Version", lambda one: one.version),
        Column("depose", "Déposé le", lambda one: one.submitted_on),
        Column(
            "jury",
            "Jury au plus tard",
            lambda one: jury_before(one.submitted_on) if one.submitted_on else None,
        ),
        Column("etat", "État", lambda one: one.get_state_display()),
    ),
)
WITHDRAWALS = Listing(
    slug="retraits-recevabilite",
    title="Retraits de recevabilité",
    roles=OFFICE | {"administrator"},
    address="vae:withdrawals",
    counted=("retrait", "retraits"),
    rows=_withdrawals,
    columns=(
        Column("numero", "Numéro de candidat", lambda one: one.application.candidate.number),
        Column(
            "certification",
            "Certification",
            lambda one: one.application.revision.qualification.code,
        ),
        Column("fondement", "Fondement", lambda one: one.get_ground_display()),
        Column("du", "Fondement du", lambda one: one.found_on),
        Column("acte", "Acte", lambda one: one.reference),
        Column("prevenu", "Candidat prévenu le", lambda one: one.told_on),
        Column("etat", "État", _end),
    ),
)
LISTS = (APPLICATIONS, FILES, WITHDRAWALS)
