"""The forms of second factors, in our words; each code tried is counted."""

from typing import Any

from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY, generate_totp_secret
from allauth.mfa.utils import decrypt, encrypt
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.core.exceptions import ValidationError

from ccas.accounts import attempts, factors
from ccas.accounts.models import AttemptKind

TOO_MANY = "Trop de codes essayés. Attendez cinq minutes, ou utilisez votre clé d’accès."


def _code() -> forms.CharField:
    return forms.CharField(
        label="Code",
        max_length=20,
        help_text="Six chiffres, lus dans votre application ; ou un code de secours.",
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )


class _CountedCode(forms.Form):
    """A code of the application or a recovery code: counted, and good once."""

    user: Any
    authenticator: Authenticator

    def clean_code(self) -> str:
        if not attempts.spend(AttemptKind.CODE, self.user.email, context.request):
            raise ValidationError(TOO_MANY)
        code: str = self.cleaned_data["code"].replace(" ", "")
        for authenticator in Authenticator.objects.filter(user=self.user).exclude(
            type=Authenticator.Type.WEBAUTHN
        ):
            if factors.accepts(authenticator, code):
                attempts.release(AttemptKind.CODE, self.user.email, context.request)
                self.authenticator = authenticator
                return code
        raise get_adapter().validation_error("incorrect_code")


class EnterCode(_CountedCode, AuthenticateForm):
    """The second step of a sign-in."""

    code = _code()


class ProveByCode(_CountedCode, ReauthenticateForm):
    """Identity asked for again."""

    code = _code()


class ActivateApplication(ActivateTOTPForm):
    """Confirm that the application holds the secret. Until then it waits encrypted in the session.

    The step of the code that confirms has served: it does not open a session too.
    """

    code = forms.CharField(
        label="Code affiché par l’application",
        max_length=20,
        help_text="Six chiffres ; il change toutes les trente secondes.",
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.user = kwargs.pop("user")
        super(ActivateTOTPForm, self).__init__(*args, **kwargs)
        session = context.request.session
        if not self.is_bound or SECRET_SESSION_KEY not in session:
            session[SECRET_SESSION_KEY] = encrypt(generate_totp_secret())
        self.secret = decrypt(session[SECRET_SESSION_KEY])

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"].replace(" ", "")
        step = factors.step_of(self.secret, code)
        if step is None or not factors.use_step(self.user, step):
            raise get_adapter().validation_error("incorrect_code")
        return code


class AddPasskey(AddWebAuthnForm):
    """A passkey always opens by itself: no choice to make."""

    passwordless = None
    name = forms.CharField(
        label="Nom de la clé",
        required=False,
        max_length=60,
        help_text="Pour la reconnaître, par exemple « Ordinateur du bureau ».",
    )
