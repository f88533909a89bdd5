"""The forms of the account, in our words."""

from typing import Any

from allauth.account.forms import (
    ChangePasswordForm,
    LoginForm,
    ReauthenticateForm,
    ResetPasswordForm,
    ResetPasswordKeyForm,
)
from allauth.core import context
from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from ccas.accounts import attempts, resetting
from ccas.accounts.adapter import TOO_MANY
from ccas.accounts.models import AttemptKind
from ccas.interface.forms import Form


def _in_our_words(form: forms.Form, **labels: str) -> None:
    """A label above the field says what it is; a word inside it would vanish as one types."""
    for name, label in labels.items():
        form.fields[name].label = label
    for field in form.fields.values():
        field.widget.attrs.pop("placeholder", None)


class SignInForm(LoginForm):
    """E-mail and password. The browser's session ends with the browser: no « remember me »."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        email, password = self.fields["login"], self.fields["password"]
        email.label = "Adresse électronique"
        email.help_text = "Celle à laquelle vous avez reçu votre invitation."
        password.label = "Mot de passe"
        password.help_text = ""
        _in_our_words(self)
        email.widget.attrs["autocomplete"] = "username"


class ChangePassword(ChangePasswordForm):
    """The present password is a secret that could be guessed here too: each check is counted."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _in_our_words(
            self,
            oldpassword="Mot de passe actuel",
            password1="Nouveau mot de passe",
            password2="Le même, encore une fois",
        )

    def clean_oldpassword(self) -> str:
        if not attempts.spend(AttemptKind.PASSWORD, self.user.email, context.request):
            raise ValidationError(TOO_MANY)
        old: str = super().clean_oldpassword()
        return old


class ProveByPassword(ReauthenticateForm):
    """Identity again, by the password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _in_our_words(self, password="Mot de passe")  # noqa: S106
        self.fields["password"].help_text = ""


class ChooseAgain(ResetPasswordKeyForm):
    """The password chosen by the link of a mail, typed twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _in_our_words(
            self,
            password1="Nouveau mot de passe",
            password2="Le même, encore une fois",
        )


class AskForLink(ResetPasswordForm):
    """A forgotten password: whatever the address, the same page and one message."""

    email = forms.EmailField(
        label="Adresse électronique",
        max_length=254,
        help_text="Celle de votre compte.",
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
    )

    def clean_email(self) -> str:
        """Nothing is looked up here: the answer does not depend on it."""
        email: str = self.cleaned_data["email"]
        return email

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        """Ask for the message."""
        email: str = self.cleaned_data["email"]
        resetting.ask(email, request)
        return email


class AskForEmail(Form):
    """The address that one wants instead."""

    email = forms.EmailField(
        label="Nouvelle adresse électronique",
        max_length=254,
        help_text="Un lien y part, un autre à votre adresse actuelle : il faut répondre aux deux.",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
