"""What an officer or an administrator types about an account. Rules stand in the actions."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from ccas import clock
from ccas.accounts.models import User
from ccas.accounts.roles import Role
from ccas.actors import Actor
from ccas.interface.forms import Form


def grantable(by: Actor) -> list[tuple[str, str]]:
    """The roles this actor may grant, as choices."""
    return [
        (role.value, role.label.capitalize())
        for role in Role
        if role != Role.ADMINISTRATOR or by.has_role(Role.ADMINISTRATOR)
    ]


class AccountFilter(Form):
    """The filters of the list: an address that one can share."""

    q = forms.CharField(label="Nom ou adresse", required=False, max_length=150)
    role = forms.ChoiceField(
        label="Rôle",
        required=False,
        choices=[("", "Tous"), *((role.value, role.label.capitalize()) for role in Role)],
    )


class _Dates(Form):
    starts_on = forms.DateField(label="À compter du", initial=clock.today)
    ends_on = forms.DateField(label="Jusqu’au", required=False, help_text="Vide : sans terme.")


class GrantForm(_Dates):
    """One role, with its dates."""

    role = forms.ChoiceField(label="Rôle")
    field_order = ["role", "starts_on", "ends_on"]

    def __init__(self, *args: Any, by: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = grantable(by)


class InvitationForm(_Dates):
    """Who is invited, and what they will be."""

    email = forms.EmailField(
        label="Adresse électronique", max_length=254, help_text="Le lien y part ; il sert une fois."
    )
    display_name = forms.CharField(label="Prénom et nom", max_length=150)
    roles = forms.MultipleChoiceField(label="Rôles", widget=forms.CheckboxSelectMultiple)
    field_order = ["email", "display_name", "roles", "starts_on", "ends_on"]

    def __init__(self, *args: Any, by: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["roles"].choices = grantable(by)


class ChoosePassword(Form):
    """The password of an invited person, typed twice."""

    password1 = forms.CharField(
        label="Mot de passe",
        max_length=200,
        strip=False,
        help_text="15 caractères au moins : une phrase vaut mieux qu’un mot compliqué.",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    password2 = forms.CharField(
        label="Le même, encore une fois",
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password1(self) -> str:
        password: str = self.cleaned_data["password1"]
        validate_password(password, self.user)
        return password

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        first, second = data.get("password1"), data.get("password2")
        if first and second and first != second:
            self.add_error("password2", ValidationError("Les deux ne sont pas les mêmes."))
        return data
