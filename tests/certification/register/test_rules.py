import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccas.names import name_parts
from certification.register.rules import (
    grouped,
    mask_name,
    masked_holder,
    names_holder,
    normalise_code,
)

CODE = "AP1G-3VE0-GXA4-TPYS-RTHK-ZWPT-D8EV-CYYJ"
STORED = CODE.replace("-", "")


@pytest.mark.parametrize(
    "typed",
    [
        CODE,
        CODE.lower(),
        CODE.replace("-", ""),
        CODE.replace("-", " "),
        f"  {CODE}\n",
        CODE.replace("-", "–"),
        CODE.replace("1", "l"),
        CODE.replace("0", "o"),
        CODE.replace("1", "I"),
        f"https://titres.exemple.gouv.fr/verifier/{CODE}",
        f"https://titres.exemple.gouv.fr/verifier/{CODE}/",
    ],
)
def test_a_code_is_read_however_it_is_typed(typed):
    assert normalise_code(typed) == STORED


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "-",
        "\x00",
        CODE[:-1],
        CODE + "A",
        CODE.replace("A", "é"),
        CODE.replace("A", "U"),
        "A" * 5000,
        CODE + "\x00",
    ],
)
def test_anything_else_is_no_code(typed):
    assert normalise_code(typed) is None


@given(st.text(max_size=400))
def test_no_text_makes_it_fail_and_its_answer_is_stable(typed):
    code = normalise_code(typed)
    if code is not None:
        assert len(code) == 32
        assert normalise_code(code) == normalise_code(grouped(code)) == code


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("Maëlys Françoise LE GOFF-KERVELLA", "M… F… L… G…-K…"),
        ("Éléonore d'AUBIGNY", "É… d'A…"),
        ("Yann-Ewen Ðặng NGUYỄN", "Y…-E… Ð… N…"),
        ("Mbaye N'DIAYE", "M… N…"),
        ("Solène TRÉGUIER-L’HOSTIS", "S… T…-L’H…"),
        ("", ""),
        ("  -  ", "-"),
    ],
)
def test_a_name_is_masked(name, masked):
    assert mask_name(name) == masked


@given(st.lists(st.text("abcdefé", min_size=2, max_size=12), min_size=1, max_size=5))
def test_a_mask_tells_initials_only(words):
    masked = mask_name(" ".join(words))
    assert masked == " ".join(f"{word[0]}…" for word in words)


@pytest.mark.parametrize("facts", [{}, {"holder": None}, {"holder": {"display_name": None}}])
def test_a_document_without_a_holder_masks_nothing(facts):
    assert masked_holder(facts) == ""


HOLDER = {"given_names": "Éléonore Maud", "birth_name": "LACAZE", "usual_name": "D’HŒST"}


@pytest.mark.parametrize(
    ("name", "good"),
    [
        ("Éléonore Maud LACAZE D’HŒST", True),
        ("eleonore lacaze", True),
        ("Lacaze Eleonore", True),
        ("ELEONORE D'HOEST", True),
        ("éléonore maud  lacaze", True),
        ("Lacaze", False),
        ("Éléonore", False),
        ("Maud Lacaze", False),
        ("Éléonore Lacaze Martin", False),
        ("Éléonore Éléonore Lacaze", False),
        ("Eléonore Lacazes", False),
        ("", False),
        ("\x00", False),
        ("e" * 5000, False),
    ],
)
def test_a_holder_is_named_by_who_read_the_paper(name, good):
    assert names_holder(name, HOLDER) is good


@pytest.mark.parametrize(
    ("holder", "name", "good"),
    [
        ({"given_names": "Yann-Ewen", "birth_name": "ÐẶNG NGUYỄN"}, "yann ewen dang nguyen", True),
        ({"given_names": "Yann-Ewen", "birth_name": "ÐẶNG NGUYỄN"}, "yann dang nguyen", False),
        ({"given_names": "Yann-Ewen", "birth_name": "ÐẶNG NGUYỄN"}, "yann ewen nguyen", False),
        ({"given_names": "Mbaye", "birth_name": "N'DIAYE"}, "mbaye n diaye", True),
        ({"given_names": "", "birth_name": ""}, "x", False),
        ({"given_names": "", "birth_name": ""}, "", False),
        ({"given_names": "Zoé", "birth_name": ""}, "Zoé", False),
        ({}, "", False),
    ],
)
def test_names_of_every_shape(holder, name, good):
    assert names_holder(name, holder) is good


@given(st.text(max_size=300))
def test_no_name_makes_it_fail(typed):
    assert names_holder(typed, HOLDER) in (True, False)
    assert name_parts(" ".join(name_parts(typed))) == name_parts(typed)


@given(st.permutations(["eleonore", "MAUD", "Lacaze", "d'hœst"]))
def test_the_order_of_the_words_is_no_matter(words):
    assert names_holder(" ".join(words), HOLDER)
