"""Whatever happens to a file on its way, it is read or refused with a sentence: never a crash."""

import tomllib

from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.framework.rules.notice import NoticeRefused, read_notice
from assessments.framework.rules.rules_file import RulesRefused, read_rules

from .reading_files import NOTICE_XML, RULES_TOML, TWO_NOTICES_XML, other_rules

NOTICE = read_notice(NOTICE_XML)
SOFTWARE = read_notice(TWO_NOTICES_XML, "RNCP35419")
LINES = RULES_TOML.split("\n")


def read_or_refused(xml: bytes) -> bool:
    """True when the notice was read."""
    try:
        read_notice(xml)
    except NoticeRefused as refused:
        assert refused.sentence.endswith(".")
        return False
    return True


@settings(deadline=None, max_examples=60)
@given(st.integers(0, len(NOTICE_XML) - 20))
def test_a_truncated_notice_is_refused(length):
    assert not read_or_refused(NOTICE_XML[:length])


@settings(deadline=None, max_examples=80)
@given(st.integers(0, len(NOTICE_XML) - 1), st.binary(min_size=0, max_size=3))
def test_a_notice_with_a_few_bytes_changed_is_read_or_refused(position, instead):
    read_or_refused(NOTICE_XML[:position] + instead + NOTICE_XML[position + 1 :])


def test_the_whole_notice_is_read():
    assert read_or_refused(NOTICE_XML)


def rules_or_refused(text: str) -> bool:
    """True when the rules were read."""
    try:
        read_rules(text, NOTICE)
    except RulesRefused as refused:
        assert refused.sentences
        assert all(sentence.endswith(".") for sentence in refused.sentences)
        return False
    return True


@settings(deadline=None, max_examples=150)
@given(st.integers(0, len(LINES) - 1), st.integers(1, 6))
def test_rules_with_lines_lost_are_read_or_refused(start, count):
    rules_or_refused("\n".join(LINES[:start] + LINES[start + count :]))


values = st.recursive(
    st.one_of(
        st.booleans(),
        st.integers(-5, 5),
        st.floats(allow_nan=False, allow_infinity=False),
        st.sampled_from(["", "RNCP35553", "BSPP", "1/2", "any", "warn"]),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from(["code", "label", "seats", "FC"]), inner, max_size=3),
    ),
    max_leaves=6,
)


def toml(value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return f'"{value}"'
    if isinstance(value, list):
        return "[" + ", ".join(toml(item) for item in value) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key} = {toml(item)}" for key, item in value.items()) + "}"
    return repr(value)


def replaced(line: str, value: str) -> str:
    """The shipped rules with this line's key given another value."""
    return RULES_TOML.replace(line, f"{line.split(' = ')[0]} = {value}", 1)


def is_toml(text: str) -> bool:
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return False
    return True


#: The lines that hold a key and the whole of its value: not the first of a list over several lines,
#: not an item of one.
KEYS = [line for line in LINES if " = " in line and is_toml(replaced(line, "0"))]


def test_most_lines_are_keys_that_can_be_spoiled():
    assert len(KEYS) > 20


@settings(deadline=None, max_examples=300)
@given(st.sampled_from(KEYS), values)
def test_a_value_of_any_kind_under_any_key_is_read_or_refused(line, value):
    text = replaced(line, toml(value))
    tomllib.loads(text)
    rules_or_refused(text)


@settings(deadline=None, max_examples=200)
@given(
    st.dictionaries(
        st.sampled_from(
            ["format", "qualification", "scale", "routes", "jury", "entities", "simulation",
             "corrections", "equivalences", "figures", "registration", "award", "award_place"]
        ),
        values,
    )
)  # fmt: skip
def test_a_file_made_of_anything_is_refused(tables):
    assert not rules_or_refused(
        "\n".join(f"{key} = {toml(value)}" for key, value in tables.items())
    )


def test_the_shipped_rules_are_read_and_fit_no_other_notice():
    assert rules_or_refused(RULES_TOML)
    assert not rules_or_refused(other_rules("RNCP35419"))
    assert read_rules(other_rules("RNCP35419"), SOFTWARE).qualification == "RNCP35419"
