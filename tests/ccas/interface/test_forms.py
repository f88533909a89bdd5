"""Form bases: what is typed wrong is a sentence, and nothing typed is lost."""

import datetime
from http import HTTPStatus

import pytest
from django import forms as django_forms
from django.test import RequestFactory
from django.test.html import parse_html

from ccas.interface.forms import Form, page, run
from ccas.refusals import Refusal


class Sample(Form):
    name = django_forms.CharField(label="Nom")
    why = django_forms.CharField(label="Motif", widget=django_forms.Textarea, required=False)
    day = django_forms.DateField(label="Jour", required=False)
    at = django_forms.DateTimeField(label="Début", required=False)
    hour = django_forms.TimeField(label="Heure", required=False)
    route = django_forms.ChoiceField(
        label="Voie",
        choices=[("FC", "Formation continue"), ("VAE", "Expérience")],
        widget=django_forms.RadioSelect,
        required=False,
    )
    paper = django_forms.FileField(label="Pièce", required=False)


def sample(**data: str) -> Sample:
    return Sample({"name": "Ève", **data})


@pytest.mark.parametrize("typed", ["2026-02-28", "28/02/2026", "28.02.2026", "28-02-2026"])
def test_a_date_is_read_as_it_is_typed(typed):
    form = sample(day=typed)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["day"] == datetime.date(2026, 2, 28)


@pytest.mark.parametrize("typed", ["2026-06-03T14:05", "03/06/2026 14:05", "03/06/2026 à 14:05"])
def test_an_hour_typed_is_an_hour_of_paris(typed):
    form = sample(at=typed)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["at"].astimezone(datetime.UTC) == datetime.datetime(
        2026, 6, 3, 12, 5, tzinfo=datetime.UTC
    )


@pytest.mark.parametrize("typed", ["14:05", "14h05"])
def test_a_time_of_day(typed):
    form = sample(hour=typed)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["hour"] == datetime.time(14, 5)


@pytest.mark.parametrize(
    ("field", "typed", "word"),
    [
        ("day", "31/02/2026", "31/01/2026"),
        ("day", "demain", "n’existe pas"),
        ("day", "0000-00-00", "n’existe pas"),
        ("day", "2026\x00", "n’existe pas"),
        ("at", "31/02/2026 25:00", "n’existe pas"),
        ("hour", "25:00", "n’existe pas"),
        ("name", "É" * 300, "200"),
        ("name", "Anne\x00", "nul"),
        ("name", "   ", "obligatoire"),
        ("why", "x" * 5001, "5000"),
        ("route", "RNCP", "valide"),
    ],
)
def test_what_is_wrong_is_a_sentence(field, typed, word):
    form = sample(**{field: typed})
    assert not form.is_valid()
    assert list(form.errors) == [field]
    assert word in form.errors[field][0]


def test_an_impossible_date_is_given_back_as_typed():
    """A date picker shows nothing for what is not ISO: the field turns into plain text."""
    html = str(sample(day="31/02/2026")["day"])
    assert 'type="text"' in html
    assert "31/02/2026" in html


def test_a_good_date_keeps_the_picker():
    html = str(sample(day="2026-02-28")["day"])
    assert 'type="date"' in html


def test_the_rendering_is_the_design_systems():
    html = str(sample(day="31/02/2026", name=""))
    parse_html(html)
    assert 'class="fr-upload"' in html
    assert "fr-input-group--error" in html
    assert 'href="#id_name"' in html, "the summary leads to the field"
    assert "(facultatif)" in html
    assert html.count("fr-radio-group") == 2
    assert "style=" not in html
    assert "onclick" not in html


def test_a_hint_and_an_error_are_tied_to_the_control():
    class Hinted(Form):
        name = django_forms.CharField(label="Nom", help_text="Comme sur la pièce.")

    html = str(Hinted({"name": ""}))
    assert 'id="id_name_helptext"' in html
    assert 'id="id_name_error"' in html
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'aria-invalid="true"' in html


def request():
    return RequestFactory().post("/")


def test_run_gives_what_the_action_gives():
    form = sample()
    assert run(request(), form, lambda data: data["name"] + " !") == "Ève !"


def test_run_is_true_when_the_action_says_nothing():
    assert run(request(), sample(), lambda data: None) is True


def test_run_does_not_act_on_a_wrong_form():
    done = []
    assert run(request(), sample(name=""), done.append) is None
    assert done == []


def test_a_refusal_becomes_errors_of_the_form():
    form = sample()

    def refuse(data):
        raise Refusal(["La voie est fermée.", "L’enregistrement a pris fin."])

    assert run(request(), form, refuse) is None
    assert form.non_field_errors() == ["La voie est fermée.", "L’enregistrement a pris fin."]
    html = str(form)
    assert "Rien n’a été enregistré" in html
    assert "Ève" in html, "what was typed is still there"


def test_another_error_is_not_hidden():
    """Negative control: only a Refusal is a sentence."""

    def break_down(data):
        raise KeyError("bug")

    with pytest.raises(KeyError):
        run(request(), sample(), break_down)


def test_page_answers_422_when_a_form_is_wrong(rf, monkeypatch):
    monkeypatch.setattr(
        "ccas.interface.forms.render", lambda request, template, context, status: status
    )
    assert page(rf.get("/"), "x.html", {"form": Sample()}) == HTTPStatus.OK
    assert page(rf.post("/"), "x.html", {"form": sample()}) == HTTPStatus.OK
    wrong = sample(name="")
    assert page(rf.post("/"), "x.html", {"form": wrong}) == HTTPStatus.UNPROCESSABLE_ENTITY


def test_a_filter_does_not_say_that_each_field_is_optional():
    class Filter(Form):
        marks_optional = False
        q = django_forms.CharField(label="Nom", required=False)

    class Sample(Form):
        q = django_forms.CharField(label="Nom", required=False)

    assert "(facultatif)" not in str(Filter())
    assert "(facultatif)" in str(Sample())
