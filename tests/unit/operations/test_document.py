"""Reading a configuration file: values, lines, and what is not read at all."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idp.operations.configuration.document import FaultyDocument, LineFault, read, written


def faulty(text: str) -> list[tuple[int, str]]:
    with pytest.raises(FaultyDocument) as caught:
        read(text)
    return [(fault.line, fault.why) for fault in caught.value.faults]


def test_values_remember_their_lines() -> None:
    document = read("users:\n  - email: a@example.org\n    groups:\n      - one\n      - two\n")
    assert document.data == {"users": [{"email": "a@example.org", "groups": ["one", "two"]}]}
    assert document.lines[("users", 0, "groups", 1)] == 5
    assert str(document.fault(("users", 0, "groups", 1, "x"), "is wrong")) == "line 5: users[0].groups[1].x: is wrong"


def test_json_is_read_too() -> None:
    assert read('{"clients": [{"client_id": "a",\n "enabled": false}]}').data == {
        "clients": [{"client_id": "a", "enabled": False}]
    }


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**9), 10**9)
    | st.text(st.characters(exclude_categories=["Cs"]).filter(lambda one: one != "\x00")),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(st.characters(exclude_categories=["Cs", "Cc"])), inner, max_size=4)
    ),
    max_leaves=12,
)


@pytest.mark.spec("RFC 8259", "7", "MUST")
@given(VALUES, st.booleans(), st.sampled_from([None, "\t", 2]))
def test_json_means_what_a_json_parser_says(value: object, ascii_only: bool, indent: str | int | None) -> None:
    text = json.dumps({"a": value}, ensure_ascii=ascii_only, indent=indent)
    assert read(text).data == {"a": value}


def test_the_two_halves_of_an_escaped_character_are_one() -> None:
    assert read('{"a": "\\ud83e\\udd84", "b": "\\/\\u00e4"}').data == {"a": "\U0001f984", "b": "/\u00e4"}


@pytest.mark.parametrize(
    ("text", "line", "why"),
    [
        ('{\n"a":\n "\\ud83e"}', 2, "lone surrogate"),
        ('{"a": [\n1,\n"\\udd84\\ud83e"]}', 3, "lone surrogate"),
        ('a: 1\nb: "\\ud83e\\udd84"', 2, "lone surrogate"),
        ('{\n"\\udd84": 1}', 2, "lone surrogate"),
        ('{\n"a":\n "x\\u0000"}', 2, "NUL"),
        ("a: \udc80", 1, "YAML or JSON"),
        ('{"a": 1,\n"a": 2}', 2, "given twice"),
        ('{"a": 1,\n\t"b": }', 2, "not JSON: a value is missing"),
        ('{"a": 1\n\t"b": 2}', 2, "not JSON: a comma or } is missing"),
        ('{"a": "x\n\n', 1, "not JSON: this text does not end"),
        ('{"a":\n1} {"b": 2}', 2, "not JSON: there is more"),
        ('{"a":\n' + "[" * 100, 2, "not JSON: this is nested too deeply"),
    ],
)  # fmt: skip
def test_what_json_does_not_allow_is_refused_with_its_line(text: str, line: int, why: str) -> None:
    assert any(found == line and why in words for found, words in faulty(text)), faulty(text)


def test_dates_and_fractions_are_text_as_written() -> None:
    assert read("a: 1815-12-10\nb: 1.10\n").data == {"a": "1815-12-10", "b": "1.10"}


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a: 1\nb: 2\na: 3\n", 3),
        ("a: &x [1]\nb: *x\n", 2),
        ("a: !!python/object/apply:os.system ['true']\n", 1),
        ("a: !!binary aGk=\n", 1),
        ("- a\n", 1),
        ("just words", 1),
        ("a: [1\nb: 2\n", 2),
        ("1: a\n", 1),
        ("a: \x00\n", 1),
    ],
)
def test_what_is_not_plain_is_refused_with_its_line(text: str, line: int) -> None:
    assert line in [found for found, _ in faulty(text)]


def test_an_empty_file_says_nothing() -> None:
    assert read("").data == {}


def test_deep_and_long_files_end_in_a_refusal() -> None:
    assert faulty("[" * 50_000)
    assert faulty("a: " + "x" * (8 * 1024 * 1024))


def test_paths_read_as_people_write_them() -> None:
    assert written(("clients", 0, "redirect_uris", 2)) == "clients[0].redirect_uris[2]"


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    faults: list[LineFault] = []
    try:
        assert isinstance(read(text).data, dict)
    except FaultyDocument as error:
        faults = error.faults or [LineFault(0, "", "")]
    assert all(fault.line >= 1 and fault.why for fault in faults)
