"""The sign-in form, in our words."""

from typing import Any

from allauth.account.forms import LoginForm


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
