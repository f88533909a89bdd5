"""The menu: each role its entries, the current one marked."""

import pytest
from django.test import RequestFactory

from ccas.actors import Actor
from ccas.interface import checks, navigation
from ccas.interface.navigation import Item

LEGAL = Item("Mentions", "interface:legal", roles={"officer"}, order=1)
ACCESS = Item("Accessibilité", "interface:accessibility", everyone=True, order=2)
BROKEN = Item("Ailleurs", "nowhere:list", roles={"officer"}, order=3)


pytestmark = pytest.mark.urls("tests.ccas.interface.addresses")


def at(path: str, role: str | None = "officer"):
    request = RequestFactory().get(path)
    request.actor = Actor(None, role) if role else None
    return request


def labels(path: str, role: str | None, items=(LEGAL, ACCESS)) -> list[str]:
    return [entry.label for entry in navigation.entries(at(path, role), items)]


def test_each_role_sees_its_own():
    assert labels("/", "officer") == ["Mentions", "Accessibilité"]
    assert labels("/", "candidate") == ["Accessibilité"]
    assert labels("/", None) == ["Accessibilité"]


@pytest.mark.parametrize(
    ("path", "current"),
    [
        ("/mentions-legales/", ["page", ""]),
        ("/mentions-legales/annexe/", ["true", ""]),
        ("/ailleurs/", ["", ""]),
        ("/", ["", ""]),
    ],
)
def test_the_place_we_stand_is_marked(path, current):
    found = [entry.current for entry in navigation.entries(at(path), (LEGAL, ACCESS))]
    assert found == current


def test_a_broken_entry_is_left_out_and_said_by_check(monkeypatch):
    assert labels("/", "officer", (LEGAL, BROKEN)) == ["Mentions"]
    monkeypatch.setattr(navigation, "_items", {"nowhere:list": BROKEN})
    [message] = checks.entries_lead_somewhere(None)
    assert message.id == "ccas.W030"
    assert "Ailleurs" in message.msg


@pytest.mark.urls("ccas.urls")
def test_the_real_menu_leads_somewhere():
    assert checks.entries_lead_somewhere(None) == []


def test_the_menu_is_ordered_and_registered_once(monkeypatch):
    monkeypatch.setattr(navigation, "_items", {})
    navigation.register(ACCESS, LEGAL, LEGAL)
    assert [item.label for item in navigation.items()] == ["Mentions", "Accessibilité"]


def test_home_is_current_on_its_own_page_only():
    home = Item("Accueil", "start", everyone=True)
    assert navigation.entries(at("/"), [home])[0].current == "page"
    assert navigation.entries(at("/refused/"), [home])[0].current == ""
