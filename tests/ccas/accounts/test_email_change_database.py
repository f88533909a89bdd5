"""What the database refuses of a change of address, whoever writes it."""

import pytest
from django.db import IntegrityError, connection, transaction

from ccas.accounts import email_change
from ccas.accounts.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.ccas.accounts.addresses")]
NEW = "g.le-quere@service.exemple.fr"


@pytest.fixture
def person():
    return User.objects.create_user("gwenaelle.le-quere@exemple.fr", display_name="Gwenaëlle")


@pytest.mark.parametrize(
    "change",
    [
        "done_at = now()",
        "done_at = now(), agreed_at = now()",
        "done_at = now(), agreed_at = now(), proven_at = now(), withdrawn_at = now()",
        "agreed_at = now(), present_digest = 'x'",
        "proven_at = now(), new_digest = 'x'",
    ],
)
def test_the_database_refuses_half_a_change(person, change):
    email_change.ask(person, email=NEW, by=person.acting_as("candidate"))
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE ccas_emailchange SET {change}")
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE ccas_emailchange SET done_at = now(), agreed_at = now(), proven_at = now()"
        )


def test_the_database_keeps_one_open_change(person):
    email_change.ask(person, email=NEW, by=person.acting_as("candidate"))
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO ccas_emailchange (id, occurred_at, user_id, new_email, present_digest, "
            "new_digest, expires_at) VALUES (gen_random_uuid(), now(), %s, 'x', '', '', now())",
            [person.pk],
        )
