"""Reading a configuration file: values, lines, and what is not read at all."""

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
