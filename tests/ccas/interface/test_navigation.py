"""The menu: each role its entries, the current one marked."""

import pytest
from django.test import RequestFactory

from ccas.accounts.roles import Role
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


# -- A long menu is drawn by groups ---------------------------------------------------------------


def entry(label: str, group: str = "", current: str = "") -> navigation.Entry:
    return navigation.Entry(label, f"/{label}/", current, group)


def drawn(flat) -> list[tuple[str, list[str]]]:
    return [(one.label, [inner.label for inner in one.entries]) for one in navigation.menu(flat)]


LONG = [
    entry("Accueil"),
    entry("Fiches", "Référentiel"),
    entry("Candidats", "Dossiers"),
    entry("Personnes", "Référentiel"),
    entry("Titres", "Jury"),
    entry("Pratique", "Dossiers"),
    entry("Jetons"),
    entry("Vérifier"),
]


def test_a_short_menu_is_flat():
    assert drawn(LONG[: navigation.FLAT]) == [(one.label, []) for one in LONG[: navigation.FLAT]]


def test_a_long_menu_is_grouped_where_each_group_begins():
    assert drawn(LONG) == [
        ("Accueil", []),
        ("Référentiel", ["Fiches", "Personnes"]),
        ("Dossiers", ["Candidats", "Pratique"]),
        ("Titres", []),
        ("Jetons", []),
        ("Vérifier", []),
    ]


def test_nothing_is_lost_in_the_groups():
    flat = [one for entry in navigation.menu(LONG) for one in (entry.entries or (entry,))]
    assert sorted(one.label for one in flat) == sorted(one.label for one in LONG)


def test_a_group_is_current_with_the_entry_it_holds():
    here = [*LONG[:5], entry("Pratique", "Dossiers", "page"), *LONG[6:]]
    assert {one.label: one.current for one in navigation.menu(here)}["Dossiers"] == "true"
    assert all(one.current == "" for one in navigation.menu(LONG))


@pytest.mark.urls("ccas.urls")
@pytest.mark.parametrize("role", Role.values)
def test_the_real_menu_of_every_role_is_short(role):
    flat = navigation.entries(at("/", role))
    top = navigation.menu(flat)
    assert len(top) <= navigation.FLAT + 1, [one.label for one in top]
