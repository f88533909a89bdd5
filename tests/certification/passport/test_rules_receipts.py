"""A receipt in every shape it was seen in is read; whatever else is refused with a sentence."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from certification.passport.rules.receipts import MOST, ReceiptRefused, Rejection, read_receipt

OPEN = '<ns2:rapport xmlns:ns2="urn:cdc:cpf:pc5:rapport:schema">'
USUAL = f"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
{OPEN}
  <nomFichier>retour.xml</nomFichier>
  <idFlux>f-1</idFlux>
  <PassagesKO>
    <passage><idTechnique>a-3</idTechnique><messageErreur>Aucun
      titulaire</messageErreur></passage>
  </PassagesKO>
  <PassagesOK>
    <idTechnique>a-1</idTechnique>
    <idTechnique>a-2</idTechnique>
  </PassagesOK>
</ns2:rapport>"""


def read(text: str | bytes):
    return read_receipt(text.encode() if isinstance(text, str) else text)


def test_the_usual_shape():
    receipt = read(USUAL)
    assert receipt.flow_id == "f-1"
    assert receipt.accepted == ("a-1", "a-2")
    assert receipt.rejected == (Rejection("a-3", "Aucun titulaire"),)
    assert receipt.identifiers == ("a-1", "a-2", "a-3")


@pytest.mark.parametrize(
    "text",
    [
        USUAL.partition("?>")[2].upper().replace("XMLNS:", "xmlns:"),
        USUAL.replace("PassagesOK", "passagesOk").replace("idTechnique", "IdTechnique"),
        "".join(line.strip() + " " for line in USUAL.splitlines()),
        USUAL.replace("<idTechnique>a-1<", "<passage><idTechnique>a-1<").replace(
            "a-1</idTechnique>", "a-1</idTechnique></passage>"
        ),
        USUAL.replace("ns2:rapport", "rapport").replace("xmlns:ns2", "xmlns:other"),
        "\ufeff" + USUAL,
    ],
    ids=["capitals", "other case", "one line", "wrapped", "no namespace", "byte order mark"],
)  # fmt: skip
def test_other_shapes_say_the_same(text):
    receipt = read(text)
    assert [one.lower() for one in receipt.accepted] == ["a-1", "a-2"]
    assert [one.technical_id.lower() for one in receipt.rejected] == ["a-3"]


def test_a_code_is_kept_and_a_missing_reason_said():
    receipt = read(
        f"{OPEN}<PassagesKO><passage><idTechnique>a</idTechnique><codeErreur>E12</codeErreur>"
        "</passage></PassagesKO></ns2:rapport>"
    )
    assert receipt.rejected == (Rejection("a", "Aucun motif n’est donné.", "E12"),)
    assert receipt.flow_id == ""


def test_a_line_said_twice_the_same_way_is_said_once_more():
    receipt = read(
        f"{OPEN}<PassagesOK><idTechnique>a</idTechnique><idTechnique>a</idTechnique>"
        "<idTechnique> </idTechnique></PassagesOK></ns2:rapport>"
    )
    assert receipt.accepted == ("a", "a")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "est vide"),
        (b"  \n", "est vide"),
        (b"%PDF-1.7", "bien form"),
        (b"<rapport><a></rapport>", "bien form"),
        (b"\xff\xfe\x00", "bien form"),
        (b"<?xml version='1.0' encoding='nulle-part'?><rapport/>", "bien form"),
        (b"<flux/>", "« rapport »"),
        (b"<rapport/>", "aucun passage"),
        (b"<rapport><PassagesOK/><PassagesKO/></rapport>", "aucun passage"),
        (
            b"<rapport><PassagesKO><passage><messageErreur>x</messageErreur></passage></PassagesKO>"
            b"</rapport>",
            "de quel passage",
        ),
        (
            b"<rapport><PassagesOK><idTechnique>a</idTechnique></PassagesOK><PassagesKO><passage>"
            b"<idTechnique>a</idTechnique></passage></PassagesKO></rapport>",
            "\u00e0 la fois a",
        ),
        (b'<!DOCTYPE rapport SYSTEM "file:///etc/passwd"><rapport/>', "type de document"),
        (
            b'<!DOCTYPE r [<!ENTITY a "b">]><rapport><PassagesOK><idTechnique>&a;</idTechnique>'
            b"</PassagesOK></rapport>",
            "type de document",
        ),
        (b" " * (MOST + 1), "5 Mo"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_sentence(content, says):
    with pytest.raises(ReceiptRefused) as refused:
        read_receipt(content)
    assert says in refused.value.sentence
    assert refused.value.sentence.endswith(".")


@settings(deadline=None, max_examples=150)
@given(st.integers(0, len(USUAL)), st.binary(max_size=4))
def test_a_damaged_receipt_is_read_or_refused(position, instead):
    raw = USUAL.encode()
    try:
        read_receipt(raw[:position] + instead + raw[position + 2 :])
    except ReceiptRefused as refused:
        assert refused.sentence.endswith(".")
