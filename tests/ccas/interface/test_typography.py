"""A page leaves in French typography, whoever wrote its sentences."""

import pytest
from django.http import HttpResponse, StreamingHttpResponse

from ccas.interface.typography import TypographyMiddleware, page_in_french

NBSP = "\u00a0"


@pytest.mark.parametrize(
    ("typed", "set_so"),
    [
        ("Règle : deux ; sinon ? non !", f"Règle{NBSP}: deux{NBSP}; sinon{NBSP}? non{NBSP}!"),
        ("dit « non observé » à 50 %", f"dit «{NBSP}non observé{NBSP}» à 50{NBSP}%"),
        ("n° C-00007", f"n°{NBSP}C-00007"),
        ("centre d'assistance", "centre d’assistance"),
        ("centre d&#x27;assistance", "centre d’assistance"),
        ("« <strong>oui</strong> »", f"«{NBSP}<strong>oui</strong>{NBSP}»"),
        # What is no sentence is left alone.
        ("10:30, a;b", "10:30, a;b"),
        ("entre ' guillemets '", "entre ' guillemets '"),
    ],
)
def test_a_sentence_is_set(typed, set_so):
    assert page_in_french(f"<p>{typed}</p>") == f"<p>{set_so}</p>"
    assert page_in_french(page_in_french(typed)) == page_in_french(typed)


@pytest.mark.parametrize(
    "kept",
    [
        '<input value="l\'an : 2 ?">',
        "<textarea>ce qu'on tape : tel quel</textarea>",
        "<script>a ? 'l\\'un' : b</script>",
        "<style>a :hover { color: red }</style>",
        "<pre>{ 'd' : 1 }</pre>",
        "<code>l'un : 1</code>",
        "<!-- l'un : 1 -->",
    ],
)
def test_what_is_kept_to_the_letter_is_left_alone(kept):
    assert page_in_french(f"<div>{kept}</div>") == f"<div>{kept}</div>"


def answered(response: HttpResponse) -> HttpResponse:
    return TypographyMiddleware(lambda request: response)(None)


def test_only_pages_are_set():
    csv = HttpResponse("l'un : 1", content_type="text/csv")
    assert answered(csv).content.decode() == "l'un : 1"
    stream = StreamingHttpResponse(iter([b"l'un : 1"]))
    assert b"".join(answered(stream)) == b"l'un : 1"
    assert answered(HttpResponse("l'un : 1")).content.decode() == f"l’un{NBSP}: 1"


def test_a_page_of_the_platform_is_set_and_its_length_is_right(client, settings):
    settings.MIDDLEWARE = settings.SET_IN_FRENCH
    assert settings.TYPOGRAPHY in settings.MIDDLEWARE
    response = client.get("/nulle-part/")
    assert f"Que faire{NBSP}?" in response.text
    assert int(response.headers["Content-Length"]) == len(response.content)
