"""What the accounts register when the program starts."""

from django.contrib.auth.signals import user_logged_in

from ccas.accounts.entering import signed_in

user_logged_in.connect(signed_in, dispatch_uid="ccas.accounts.signed_in")
