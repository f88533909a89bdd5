"""What the accounts register when the program starts."""

from functools import partial

from allauth.account.signals import authentication_step_completed
from django.contrib.auth.signals import user_logged_in, user_logged_out

from ccas import outbox, retention
from ccas.accounts import email_change, forgetting, invitations, resetting
from ccas.accounts.actions import OPENERS
from ccas.accounts.entering import signed_in, signed_out, stepped_up
from ccas.accounts.exchange import LISTS
from ccas.exchange import lists
from ccas.interface import navigation
from ccas.interface.navigation import Item

user_logged_in.connect(signed_in, dispatch_uid="ccas.accounts.signed_in")
user_logged_out.connect(signed_out, dispatch_uid="ccas.accounts.signed_out")
authentication_step_completed.connect(stepped_up, dispatch_uid="ccas.accounts.stepped_up")

outbox.register_link(invitations.LINK, invitations.make_link)
outbox.register_link(resetting.LINK, resetting.make_link)
outbox.register_link(email_change.TO_PRESENT, partial(email_change.make_link, "present"))
outbox.register_link(email_change.TO_NEW, partial(email_change.make_link, "new"))
retention.register(forgetting.RULE)
retention.register_obstacle(forgetting.roles_under_way)
lists.register(*LISTS)
navigation.register(
    Item("Comptes", "accounts:list", roles=frozenset(OPENERS), order=95, group="Accès")
)
