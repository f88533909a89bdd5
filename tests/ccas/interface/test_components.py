"""The components draw what they are given, in words first."""

import datetime

import pytest
from django.core.paginator import Paginator
from django.template import Context, Template, TemplateSyntaxError
from django.test import RequestFactory

from ccas import clock
from ccas.interface.components import (
    BLOCK_STATES,
    STATUS_KINDS,
    BlockCard,
    Count,
    NextStep,
    Task,
    joined,
)


def draw(source: str, **context: object) -> str:
    return Template(source).render(Context(context))


@pytest.mark.parametrize("kind", STATUS_KINDS)
def test_a_status_is_said_in_words(kind):
    html = draw("{% status 'Convoqué' kind %}", kind=kind)
    assert "Convoqué" in html
    assert "fr-badge" in html


def test_a_status_stands_inside_a_sentence():
    """A paragraph inside a paragraph would close the first."""
    assert "<p" not in draw("{% status 'Retiré' 'error' %}")


def test_an_unknown_status_is_a_defect():
    with pytest.raises(KeyError):
        draw("{% status 'x' 'purple' %}")


@pytest.mark.parametrize("state", BLOCK_STATES)
def test_a_block_card_says_its_state(state):
    html = draw("{% block_card card %}", card=BlockCard("BC01", "Prendre l’appel", state))
    assert BLOCK_STATES[state][0] in html
    assert "Prendre l’appel" in html


def test_a_task_not_possible_yet_says_why_and_has_no_link():
    html = draw(
        "{% task_list tasks %}",
        tasks=[Task("Ouvrir", "Pas encore", "waiting", "/open/", reason="Jury non convoqué.")],
    )
    assert "Jury non convoqué." in html
    assert "/open/" not in html


def test_a_possible_task_is_a_link():
    html = draw("{% task_list tasks %}", tasks=[Task("Ouvrir", "À faire", url="/open/")])
    assert 'href="/open/"' in html


@pytest.mark.parametrize(
    ("number", "label"), [(0, "jury prévu"), (1, "jury prévu"), (2, "jurys prévus")]
)
def test_a_count_agrees(number, label):
    html = draw("{% count c %}", c=Count(number, "jury prévu", "jurys prévus"))
    assert label in html


@pytest.mark.parametrize(("number", "said"), [(0, False), (3, True)])
def test_an_alert_is_said_in_words_only_when_there_is_something(number, said):
    html = draw("{% count c %}", c=Count(number, "a", "b", alert=True))
    assert ("À traiter" in html) is said


def test_what_is_next_says_who_and_by_when():
    step = NextStep("Convoquez.", "Vous", datetime.date(2026, 5, 1), url="/c/", label="Convoquer")
    html = draw("{% next_step step %}", step=step)
    for words in ("Convoquez.", "Vous", "1er mai 2026", 'href="/c/"', 'datetime="2026-05-01"'):
        assert words in html


def test_a_day_that_is_past_is_said_to_be():
    with clock.moved_to(datetime.datetime(2026, 5, 1, 12, tzinfo=datetime.UTC)):
        html = [
            draw("{% next_step 'Envoyez.' due=due %}", due=datetime.date(2026, *day))
            for day in ((4, 30), (5, 1))
        ]
    assert ["passée" in one for one in html] == [True, False]


def test_in_french_zero_is_singular():
    said = "{{ n }} pièce{{ n|pluralize }} génér{{ n|pluralize:'ale,ales' }} {{ l|pluralize }}"
    assert [draw(said, n=n, l=[1] * n) for n in (0, 1, 2)] == [
        "0 pièce générale ",
        "1 pièce générale ",
        "2 pièces générales s",
    ]


def test_progress_never_leaves_its_bar():
    assert 'value="100"' in draw("{% progress 12 9 'dépassé' %}")
    assert 'value="0"' in draw("{% progress 5 0 'rien à faire' %}")
    assert 'value="67"' in draw("{% progress 6 9 'six sur neuf' %}")


def test_dates_are_said_on_a_paris_calendar():
    late = datetime.datetime(2026, 6, 30, 22, 30, tzinfo=datetime.UTC)
    assert draw("{{ d|day }}", d=late) == "1er juillet 2026"
    assert draw("{{ d|moment }}", d=late) == "1er juillet 2026 à 00:30"
    assert draw("{{ d|day }}", d=datetime.date(2026, 6, 21)) == "21 juin 2026"
    assert draw("{{ d|day }} {{ d|hour }} {{ d|moment }} {% when d %}", d=None) == "– – – –"


def test_french_punctuation_does_not_begin_a_line():
    assert draw("{{ t|fine }}", t="Refusé : « non » !") == "Refusé\u00a0: «\u00a0non\u00a0»\u00a0!"


def test_fine_still_escapes():
    assert "<b>" not in draw("{{ t|fine }}", t="<b> : gras")


def test_a_breadcrumb_ends_where_we_are():
    html = draw("{% breadcrumb 'Compte' '/compte/' 'Mon rôle' %}")
    assert 'href="/compte/"' in html
    assert 'aria-current="page">Mon rôle' in html


def test_a_breadcrumb_with_a_missing_address_is_a_defect():
    with pytest.raises(TemplateSyntaxError):
        draw("{% breadcrumb 'Compte' '/compte/' 'Rôle' '/role/' %}")


def test_a_table_has_a_caption_and_can_be_scrolled_with_the_keyboard():
    html = draw("{% data_table 'Candidats' %}<tbody></tbody>{% enddata_table %}")
    assert "<caption>Candidats</caption>" in html
    assert 'tabindex="0"' in html


def test_a_confirmation_posts_with_the_token():
    html = draw(
        "{% confirm '/cancel/' 'Annuler' sentence='Les membres seront prévenus.' %}"
        "<p>{{ more }}</p>{% endconfirm %}",
        more="<script>",
        csrf_token="jeton",
    )
    assert 'action="/cancel/"' in html
    assert 'value="jeton"' in html
    assert "Les membres seront prévenus." in html
    assert "&lt;script&gt;" in html, "the body is escaped like any template"
    assert "<script>" not in html


def test_a_component_with_a_body_checks_its_arguments():
    with pytest.raises(TemplateSyntaxError, match="missing"):
        draw("{% confirm '/cancel/' %}{% endconfirm %}")
    with pytest.raises(TemplateSyntaxError, match="too many"):
        draw("{% panel 'a' 'b' %}{% endpanel %}")


def test_pages_keep_the_filters():
    page = Paginator(range(100), 10).page(3)
    html = draw("{% pagination page %}", page=page, request=RequestFactory().get("/?q=é&page=3"))
    assert 'href="?q=%C3%A9&amp;page=4"' in html
    assert 'aria-current="page"' in html


def test_a_single_page_needs_no_links():
    page = Paginator(range(3), 10).page(1)
    assert "nav" not in draw("{% pagination page %}", page=page, request=RequestFactory().get("/"))


def test_facts_and_empty_and_alert_and_button():
    html = draw(
        "{% facts pairs %}{% empty 'Aucun jury.' url='/n/' label='Créer' %}"
        "{% alert 'warning' 'Deux fois de suite.' title='Rotation' %}"
        "{% post_button '/s/' 'Signer' kind='primary' %}",
        pairs=[("Numéro", "n° 3")],
        csrf_token="jeton",
    )
    for words in ("<dt>Numéro</dt>", "n° 3", "Aucun jury.", "Rotation", "fr-alert--warning"):
        assert words in html
    assert 'method="post" action="/s/"' in html


@pytest.mark.parametrize(
    ("words", "said"), [([], ""), (["a"], "a"), (["a", "b"], "a et b"), (list("abc"), "a, b et c")]
)
def test_a_list_in_a_sentence(words, said):
    assert joined(words) == said
