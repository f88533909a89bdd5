"""What every page needs besides its own content: who is signed in, the menu, the footer."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from ccas.interface import navigation


@dataclass(frozen=True, slots=True)
class Who:
    """The person in the header. Empty `name`: nobody is signed in."""

    name: str = ""
    role_label: str = ""
    may_switch: bool = False
    sign_in_url: str = ""
    sign_out_url: str = ""
    switch_url: str = ""
    account_url: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """A link of the footer."""

    label: str
    url: str


FOOTER = (
    ("Accessibilité : non conforme", "interface:accessibility"),
    ("Mentions légales", "interface:legal"),
    ("Données personnelles", "interface:privacy"),
)


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def who_is(request: HttpRequest) -> Who:
    """The identity and the role shown in the header of this request."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return Who(sign_in_url=_address("account_login"))
    roles = getattr(request, "roles", [])
    return Who(
        name=str(user),
        role_label=getattr(request, "role_label", ""),
        may_switch=len(roles) > 1,
        sign_out_url=_address("account_logout"),
        switch_url=_address("accounts:role"),
        account_url=_address("accounts:profile"),
    )


def page(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `who`, `navigation`, `footer_links`. No query of its own."""
    links = [Link(label, url) for label, name in FOOTER if (url := _address(name))]
    return {
        "who": who_is(request),
        "navigation": navigation.entries(request),
        "footer_links": links,
    }
