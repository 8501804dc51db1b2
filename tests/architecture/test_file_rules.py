"""Each rule about files holds for the tree, and each catches the offence that it is for."""

from pathlib import Path

import pytest

from tests.architecture import rules
from tests.architecture.rules import Rule
from tests.architecture.source import ROOT

HEAD = '"""Says what it is."""\n'
OFFENCES: dict[str, tuple[Rule, str, str]] = {
    "a long file": (rules.no_long_files, "idp/core/long.py", HEAD + "x = 1\n" * 400),
    "a drawer": (rules.no_drawers, "idp/core/helpers.py", HEAD),
    "a drawer folder": (rules.no_drawers, "frontend/src/utils/dates.ts", "export {};\n"),
    "a hidden import": (rules.no_hidden_imports, "idp/core/a.py", HEAD + "def f():\n    import json\n    return json\n"),
    "a hidden import beside ready": (rules.no_hidden_imports, "idp/core/apps.py", HEAD + "def f():\n    import json\n"),
    "time.time": (rules.one_clock, "idp/core/a.py", HEAD + "import time\nnow = time.time()\n"),
    "datetime.now": (rules.one_clock, "idp/core/a.py", HEAD + "from datetime import UTC, datetime as d\nnow = d.now(UTC)\n"),
    "a clock as a default": (
        rules.one_clock,
        "idp/core/a.py",
        HEAD + "from django.utils import timezone\nf = dict(default=timezone.now)\n",
    ),
    "a second login": (rules.one_login, "idp/web/a.py", HEAD + "from django.contrib.auth import login\nlogin(1, 2)\n"),
    "login by its module": (rules.one_login, "idp/web/a.py", HEAD + "from django.contrib import auth\nauth.login(1, 2)\n"),
    "no docstring": (rules.documented, "idp/core/a.py", "x = 1\n"),
    "a hidden password": (
        rules.passwords_shown,
        "idp/web/templates/web/a.html",
        '<input id="p" name="p" type="password" data-show="Show password">\n<input id="q" name="q" type="password" required>\n',
    ),
    "a table and its rows": (
        rules.data_apart,
        "idp/core/migrations/0009_a.py",
        HEAD + 'operations = [migrations.CreateModel("A"), migrations.RunPython(print)]\n',
    ),
}


@pytest.mark.parametrize("rule", rules.RULES, ids=lambda rule: rule.__name__)
def test_the_tree_keeps(rule: Rule) -> None:
    assert list(rule(ROOT)) == []


@pytest.mark.parametrize("offence", OFFENCES)
def test_the_rule_catches(offence: str, tmp_path: Path) -> None:
    rule, path, text = OFFENCES[offence]
    file = tmp_path / path
    file.parent.mkdir(parents=True)
    file.write_text(text, encoding="utf-8")
    assert [found.split(":")[0] for found in rule(tmp_path)] == [path]


def test_every_rule_is_seen_failing() -> None:
    assert {rule for rule, _, _ in OFFENCES.values()} == set(rules.RULES)
