"""What idp/README.md says about adding things, done in a copy of the tree: the files, the lines, and what is then there."""

from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.sabotage.tree import Tree

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Recipe:
    """``files``: those of the folder ``name``, and where they go. ``lines``: (file, a text in it, what is put before that)."""

    name: str
    files: dict[str, str]
    lines: tuple[tuple[str, str, str], ...] = field(default=())

    def follow(self, tree: Path) -> None:
        for file, place in self.files.items():
            (tree / place).write_text((HERE / self.name / file).read_text(encoding="utf-8"), encoding="utf-8")
        for file, line, new in self.lines:
            text = (tree / file).read_text(encoding="utf-8")
            assert text.count(line) == 1, (file, line)
            (tree / file).write_text(text.replace(line, new + line), encoding="utf-8")


RECIPES = (
    Recipe(
        "factor",
        {"word.py": "idp/mfa/factors/word.py", "mfa_word.html": "idp/interaction/templates/interaction/mfa_word.html"},
        (
            ("idp/mfa/factors/__init__.py", "from idp.mfa.factors.interface import", "from idp.mfa.factors import word\n"),
            ("idp/mfa/factors/__init__.py", "recovery_codes.FACTOR", "word.FACTOR, "),
        ),
    ),
    Recipe(
        "prompt",
        {"terms.py": "idp/interaction/prompts/terms.py", "terms.html": "idp/interaction/templates/interaction/terms.html"},
        (
            ("idp/interaction/policy.py", "    verify_email,\n", "    terms,\n"),
            ("idp/interaction/policy.py", "    consent.PROMPT,\n", "    terms.PROMPT,\n"),
        ),
    ),
)


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe.name)
def test_what_the_map_says_is_all_that_there_is_to_do(recipe: Recipe, tmp_path: Path) -> None:
    tree = Tree(tmp_path)
    try:
        recipe.follow(tmp_path)
        outcome = tree.run(f"tests/recipes/{recipe.name}/use.py", stop_at=0)
    finally:
        tree.close()
    assert outcome.code == 0, outcome.said
