"""Two windows on the same form: what each changed is told apart, whatever the kind of field."""

import json
from datetime import date

import pytest
from django import forms
from django.http import QueryDict

from ccas.interface import windows
from ccas.interface.forms import Form

STANDING = {
    "name": "Maëlle",
    "note": "Une ligne\nUne autre",
    "day": date(2026, 3, 1),
    "hours": 12,
    "kind": "a",
    "kinds": ["a", "b"],
}


class Sample(Form):
    name = forms.CharField(required=False)
    note = forms.CharField(required=False, widget=forms.Textarea)
    day = forms.DateField(required=False)
    hours = forms.IntegerField(required=False)
    kind = forms.ChoiceField(choices=[("a", "Agent"), ("b", "Bénévole")], required=False)
    kinds = forms.MultipleChoiceField(choices=[("a", "Agent"), ("b", "Bénévole")], required=False)


def sent(read: dict | str | None, **said) -> Sample:
    """The form as it comes back from a page that read `read`, when STANDING stands."""
    unchanged = {
        "name": "Maëlle",
        "note": "Une ligne\r\nUne autre",
        "day": "2026-03-01",
        "hours": "12",
        "kind": "a",
        "kinds": ["a", "b"],
    }
    data = QueryDict(mutable=True)
    for name, value in (unchanged | said).items():
        data.setlist(name, value if isinstance(value, list) else [value])
    if read is not None:
        data[windows.READ] = read if isinstance(read, str) else json.dumps(read)
    return Sample(data, initial=STANDING)


READ = json.loads(windows.read_with(Sample(initial=STANDING)))
CHANGED = {
    "name": ("Maëlys", ["Maëlle-Anne"]),
    "note": ("Une ligne\r\nUne troisième", ["Une ligne"]),
    "day": ("02/03/2026", ["2026-02-01"]),
    "hours": ("13", ["11"]),
    "kind": ("b", [""]),
    "kinds": (["b"], []),
}


def test_what_stands_is_read_as_text():
    assert READ == {
        "name": ["Maëlle"],
        "note": ["Une ligne\nUne autre"],
        "day": ["2026-03-01"],
        "hours": ["12"],
        "kind": ["a"],
        "kinds": ["a", "b"],
    }


def test_a_page_where_nothing_was_changed_changes_nothing():
    assert windows.changed_here(sent(READ)) == set()
    assert windows.contradictions(sent(READ)) == []


@pytest.mark.parametrize("name", CHANGED)
def test_what_this_page_changed_is_told_from_what_another_did(name):
    mine, before = CHANGED[name]
    # Changed here only.
    here = sent(READ, **{name: mine})
    assert (windows.changed_here(here), windows.contradictions(here)) == ({name}, [])
    # Changed elsewhere only: the page sends what it read, and writes over nothing.
    stale = sent(READ | {name: before}, **{name: before if name == "kinds" else "".join(before)})
    assert (windows.changed_here(stale), windows.contradictions(stale)) == (set(), [])
    # Changed on both sides: both answers are told.
    both = sent(READ | {name: before}, **{name: mine})
    assert windows.changed_here(both) == {name}
    (told,) = windows.contradictions(both)
    assert (told.name, told.standing) == (name, READ[name])
    assert told.shown in told.sentence
    # Changed on both sides to the same answer: nothing to choose.
    same = sent(READ | {name: before})
    assert windows.contradictions(same) == []


def test_a_page_drawn_again_has_read_the_contradictions_it_shows_and_no_more():
    before = READ | {"name": ["Maëlle-Anne"], "hours": ["11"]}
    both = sent(before, name="Maëlys", hours="11")
    assert json.loads(windows.read_with(both)) == READ | {"hours": ["11"]}


def test_a_choice_is_shown_by_its_label():
    both = sent(READ | {"kinds": []}, kinds=["b"])
    assert windows.contradictions(both)[0].shown == "Agent, Bénévole"


@pytest.mark.parametrize("read", [None, "", "{", "[]", '"x"', '{"name": 3, "inconnu": ["x"]}'])
def test_a_page_that_does_not_say_what_it_read_is_held_to_have_read_what_stands(read):
    assert windows.changed_here(sent(read)) == set()
    assert windows.changed_here(sent(read, name="Maëlys")) == {"name"}
    assert windows.contradictions(sent(read, name="Maëlys")) == []
