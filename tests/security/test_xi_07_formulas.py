"""XI-07: what begins like a formula in an exported cell. Source: formula injection (OWASP)."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idp.audit import search
from idp.audit.events import Action, record
from idp.audit.search import Filters

HOSTILE = ['=HYPERLINK("https://evil.example","x")', "+1+1", "-2+3", "@SUM(1)", "\t=1", "\r=1", "  =1+1", "\n=cmd|'/c calc'!A0"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("text", HOSTILE)
def test_no_cell_of_an_export_is_a_formula(text: str) -> None:
    record(Action.TOKEN_REFUSE, outcome="refused", reason=text, actor=text, client_id=text, detail={"x": text})
    rows = list(csv.reader(io.StringIO("".join(search.as_csv(Filters())))))
    assert len(rows) == 2
    for cell in rows[1]:
        assert not cell.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r", "\n")), cell
    assert f"'{text}" in rows[1], "the text itself is still there"


@given(st.lists(st.text(max_size=20), min_size=1))
def test_one_row_stays_one_row_whatever_its_cells(cells: list[str]) -> None:
    (row,) = csv.reader(io.StringIO(search._row(cells), newline=""))
    assert [cell.removeprefix("'") if cell != given else cell for cell, given in zip(row, cells, strict=True)] == cells
    assert not any(cell.lstrip(" ").startswith(("=", "+", "-", "@", "\t")) for cell in row)
