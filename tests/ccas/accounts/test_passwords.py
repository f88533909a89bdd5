"""Fifteen characters, not guessable, no composition rule."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from ccas.accounts.models import User
from ccas.accounts.passwords import UnguessableValidator, words_of

PERSON = User(email="maelys.le-goff@exemple.fr", display_name="Maëlys d’Argenteuil-Le Goff")


@pytest.mark.parametrize(
    "password",
    [
        "une mésange grise compte les trains",
        "correct cheval pile agrafe",
        "tracteur violet sous le ponton",
        "qxz vlotr ampd wuske",
    ],
)
def test_a_sentence_is_welcome(password):
    validate_password(password, PERSON)


@pytest.mark.parametrize(
    ("password", "says"),
    [
        ("Xk9$vTq2!pLm", "15 caract"),
        ("aaaaaaaaaaaaaaaaaaaa", "devine"),
        ("123456789012345678", "devine"),
        ("motdepassemotdepasse", "devine"),
        ("azertyuiopazertyuiop", "devine"),
        ("Argenteuil Maelys Goff", "devine|semblable"),
        ("certification1718112", "devine"),
        ("maelys.le-goff@exemple.fr", "semblable|proche|similaire|devine"),
    ],
)
def test_what_is_guessed_is_refused(password, says):
    with pytest.raises(ValidationError, match=says):
        validate_password(password, PERSON)


def test_the_persons_own_words_count():
    """The same password is fine for somebody else."""
    mine = "kervoëlen bragance ty"
    UnguessableValidator().validate(mine, PERSON)
    with pytest.raises(ValidationError):
        UnguessableValidator().validate(
            mine, User(email="ty@exemple.fr", display_name="Kervoëlen Bragance")
        )
    assert {"maelys", "argenteuil", "goff"} <= set(words_of(PERSON))


def test_a_very_long_one_is_read_quickly():
    validate_password("une mésange grise compte les trains " * 30, PERSON)
