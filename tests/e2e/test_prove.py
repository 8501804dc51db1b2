"""`idp prove` against a running demo: everything holds there; against a broken one it says what does not, with a reference."""

import json
from pathlib import Path
from typing import Any

import pytest

from idp.operations.prove.gauntlet import PROOFS
from tests.e2e.running_demo import Demo, running
from tests.sabotage.tree import Tree

WITHIN_SECONDS = 120
BROKEN = (
    ("idp/oidc/grants/refresh_token.py", "is_predecessor = generation == row.generation - 1", "is_predecessor = False"),
    (
        "idp/interaction/views.py",
        "return cookie_test.obstacle(request) or dead_end(request)",
        'return SeeOther("/account")',
    ),
)


def outcomes(said: str) -> dict[str, dict[str, Any]]:
    return {outcome["proof"]: outcome for outcome in json.loads(said)}


def test_everything_holds_in_the_demo(demo: Demo) -> None:
    found = outcomes(demo.idp("prove", "--json"))
    assert list(found) == [name for name, _proof in PROOFS]
    verdicts = {name: outcome["verdict"] for name, outcome in found.items()}
    assert verdicts.pop("Redis flushed") == ("ok" if demo.has_redis else "none")
    assert set(verdicts.values()) == {"ok"}, found
    assert sum(outcome["seconds"] for outcome in found.values()) < WITHIN_SECONDS


def test_nobody_stays_behind(demo: Demo) -> None:
    assert "guest-" not in demo.idp("user", "list")
    assert "Gauntlet" not in demo.idp("client", "list")


def test_what_does_not_hold_is_told_with_a_reference(tmp_path: Path) -> None:
    tree = Tree(_folder(tmp_path / "tree"))
    for name, old, new in BROKEN:
        file = tree.folder / name
        text = file.read_text(encoding="utf-8")
        assert text.count(old) == 1, name
        file.write_text(text.replace(old, new), encoding="utf-8")
    with running(tmp_path, tree=tree.folder) as broken:
        with pytest.raises(AssertionError) as failed:
            broken.idp("prove", "--json")
        said = str(failed.value)
        found = outcomes(said[said.index("[") : said.rindex("]") + 1])
        wrong = {name: outcome for name, outcome in found.items() if outcome["verdict"] == "failed"}
        assert set(wrong) == {"lost cookie", "refresh with a lost answer"}, found
        for outcome in wrong.values():
            told = json.loads(broken.idp("why", outcome["reference"], "--json"))
            assert told["reference"] == outcome["reference"]


def _folder(path: Path) -> Path:
    path.mkdir()
    return path
