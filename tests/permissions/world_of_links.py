"""Links that open something to whoever holds them."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from assessments.candidates.corrections import identity_of
from assessments.candidates.models import Enrolment, IdentityCorrection
from assessments.practice.actions.answering import digest_of
from ccas import outbox
from ccas.accounts import invitations
from ccas.accounts.models import EmailChange, Invitation, User
from ccas.actors import Actor
from ccas.archives import actions as archives
from ccas.privacy.models import ErasureRequest
from ccas.webhooks.models import Delivery, Endpoint, Event
from certification.awards.models import Award
from certification.home.models import CalendarFeed
from tests.factories.practice import LinkFactory, RequestFactory, StintFactory, answered
from tests.permissions.world_of_surveys import addresses_of_surveys


def living_links(now: datetime) -> dict[str, Mapping[str, Any]]:
    """Two links that live: an invitation, and a change of address."""
    invited = User.objects.create_user("invitee@table.invalid", display_name="Table invitée")
    tomorrow = now + timedelta(days=1)
    digest = invitations.digest_of("vivant")
    Invitation.objects.create(user=invited, expires_at=tomorrow, sent_at=now, token_digest=digest)
    EmailChange.objects.create(
        user=invited, new_email="ailleurs@table.invalid", expires_at=tomorrow, new_digest=digest
    )
    alive = {"token": "vivant"}
    return {"accounts:accept alive": alive, "accounts:answer_email alive": alive}


def addresses_of_requests(enrolment: Enrolment, now: datetime) -> dict[str, Mapping[str, Any]]:
    """A request that a living link opens, another that has been answered, and a dead link."""
    asked = RequestFactory(
        stint=StintFactory(enrolment=enrolment), expires_at=now + timedelta(days=9)
    )
    LinkFactory(request=asked, digest=digest_of("vivant"))
    waiting = answered(RequestFactory(stint=StintFactory(enrolment=enrolment)), now=now)
    return {
        "practice:answer": {"token": "éteint"},
        "practice:answer alive": {"token": "vivant"},
        "practice:renew": {"token": "éteint"},
        "practice:ask": {"pk": StintFactory(enrolment=enrolment).pk},
        "practice:revoke": {"pk": asked.pk},
        "practice:check": {"pk": waiting.pk},
        "practice:reject": {"pk": waiting.pk},
    }


def addresses_of_messages(owner: Actor) -> dict[str, Mapping[str, Any]]:
    """What the candidate of the table asked for about themself; a message; a webhook."""
    CalendarFeed.objects.create(user_id=owner.user_id, digest=digest_of("vivant"))
    archive = archives.ask_archive(by=owner)
    archives.make(archive.pk, by=owner)
    message = outbox.post(
        kind="test",
        to="table@ccas.example",
        subject="Vos données",
        template="mail/archive_ready",
        context={"name": "Table", "until": None, "address": "https://ccas.example/"},
        by=owner,
        key="table",
    )
    about = {"pk": message.pk}
    endpoint = Endpoint.objects.create(
        name="Table", address="https://table.example.fr/", kinds=["award.delivered"], secret="x"
    )
    event = Event.objects.create(kind="ping", key="table", data={})
    delivery = Delivery.objects.create(event=event, endpoint=endpoint)
    asked = {"pk": ErasureRequest.objects.create(user_id=owner.user_id).pk}
    return {
        "webhooks:replay": {"pk": delivery.pk},
        **{f"webhooks:{name}": {"pk": endpoint.pk} for name in ("detail", "renew", "end", "ping")},
        **{f"privacy:{name}": asked for name in ("erasure", "carry_out", "refuse", "withdraw")},
        "archives:download": {"pk": archive.pk},
        "home:feed": {"token": "éteint"},
        "home:feed alive": {"token": "vivant"},
        "outbox:message": about,
        "outbox:preview": about,
    }


def addresses_of_corrections(enrolment: Enrolment) -> dict[str, Mapping[str, Any]]:
    """The candidate of the table says that their name is wrong."""
    asked = identity_of(enrolment.candidate) | {"usual_name": "Autre"}
    correction = IdentityCorrection.objects.create(
        candidate=enrolment.candidate, asked=asked, reason="Nom d’usage."
    )
    about = {"pk": correction.pk}
    names = ("correction", "accept_correction", "refuse_correction", "withdraw_correction")
    return {f"candidates:{name}": about for name in names}


def addresses_of_a_candidate(
    enrolment: Enrolment, owner: Actor, now: datetime
) -> dict[str, Mapping[str, Any]]:
    """What the candidate of the table asked for, of others and of the service."""
    return {
        **addresses_of_requests(enrolment, now),
        **addresses_of_corrections(enrolment),
        **addresses_of_messages(owner),
        **addresses_of_surveys(Award.objects.get(enrolment=enrolment), now),
    }
