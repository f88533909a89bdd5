"""What the accounts register when the program starts."""

from allauth.account.signals import authentication_step_completed
from django.contrib.auth.signals import user_logged_in

from ccas.accounts.entering import signed_in, stepped_up

user_logged_in.connect(signed_in, dispatch_uid="ccas.accounts.signed_in")
authentication_step_completed.connect(stepped_up, dispatch_uid="ccas.accounts.stepped_up")
