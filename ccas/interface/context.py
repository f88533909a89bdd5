"""What every page needs besides its own content: who is signed in, the menu, the footer."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from ccas.interface import navigation, scripts


@dataclass(frozen=True, slots=True)
class Who:
    """The person in the header. Empty `name`: nobody is signed in. account: its opaque id."""

    name: str = ""
    account: str = ""
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
        account=str(user.pk),
        role_label=getattr(request, "role_label", ""),
        may_switch=len(roles) > 1,
        sign_out_url=_address("account_logout"),
        switch_url=_address("accounts:role"),
        account_url=_address("accounts:profile"),
    )


def page(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `who`, `navigation`, `menu`, `footer_links`, `room_scripts`. No query."""
    entries = navigation.entries(request)
    links = [Link(label, url) for label, name in FOOTER if (url := _address(name))]
    return {
        "who": who_is(request),
        "navigation": entries,
        "menu": navigation.menu(entries),
        "footer_links": links,
        "room_scripts": scripts.registered(),
    }
