"""The forms of the account, in our words."""

from typing import Any

from allauth.account.forms import ChangePasswordForm, LoginForm
from allauth.core import context
from django.core.exceptions import ValidationError

from ccas.accounts import attempts
from ccas.accounts.adapter import TOO_MANY
from ccas.accounts.models import AttemptKind


class SignInForm(LoginForm):
    """E-mail and password. The browser's session ends with the browser: no « remember me »."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        email, password = self.fields["login"], self.fields["password"]
        email.label = "Adresse électronique"
        email.help_text = "Celle à laquelle vous avez reçu votre invitation."
        password.label = "Mot de passe"
        password.help_text = ""
        for field in (email, password):
            field.widget.attrs.pop("placeholder", None)
        email.widget.attrs["autocomplete"] = "username"


class ChangePassword(ChangePasswordForm):
    """The present password is a secret that could be guessed here too: each check is counted."""

    def clean_oldpassword(self) -> str:
        if not attempts.spend(AttemptKind.PASSWORD, self.user.email, context.request):
            raise ValidationError(TOO_MANY)
        old: str = super().clean_oldpassword()
        return old
