"""The commands of whoever runs the machine."""

import pytest
from django.core import mail
from django.core.management import CommandError, call_command

from ccas import clock
from ccas.accounts.models import User
from tests.ccas.accounts.test_invitations import run_jobs

pytestmark = pytest.mark.django_db


def test_the_first_administrator_is_invited_from_the_machine(capsys):
    """Nobody inside may: nobody is inside."""
    call_command("invite_administrator", "Awena.Le-Fur@exemple.fr", "Awena Le Fur")
    user = User.objects.get(email="awena.le-fur@exemple.fr")
    assert user.roles_on(clock.today()) == ["administrator"]
    assert not user.has_usable_password()
    run_jobs()
    assert mail.outbox[0].to == ["awena.le-fur@exemple.fr"]
    assert "/invitation/" in mail.outbox[0].body
    assert "/invitation/" not in capsys.readouterr().out, "the link goes to the mailbox alone"


def test_an_address_that_has_an_account_is_refused():
    User.objects.create_user("awena.le-fur@exemple.fr")
    with pytest.raises(CommandError, match="déjà un compte"):
        call_command("invite_administrator", "awena.le-fur@exemple.fr", "Awena Le Fur")


def test_files_on_a_disk_want_no_bucket(capsys):
    call_command("prepare_stores")
    assert "rien à préparer" in capsys.readouterr().out
