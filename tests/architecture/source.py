"""Reading the tree: which files are ours, and what their syntax says."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_FOREIGN = {"node_modules", "dist", ".venv", "var", "build", "__pycache__", ".hypothesis"}
_GENERATED = {"frontend/src/api/schema.d.ts"}


def files(*suffixes: str, under: str = "", root: Path = ROOT) -> Iterator[Path]:
    """Our source files with one of the suffixes; generated and foreign ones are left out."""
    for path in sorted((root / under).rglob("*")):
        relative = path.relative_to(root)
        hidden = any(part.startswith(".") or part in _FOREIGN for part in relative.parts)
        if path.suffix in suffixes and path.is_file() and not hidden and str(relative) not in _GENERATED:
            yield path


def modules(under: str = "idp", root: Path = ROOT) -> Iterator[tuple[str, ast.Module]]:
    """(path, syntax tree) of each Python file below ``under``, migrations left out."""
    for path in files(".py", under=under, root=root):
        if "migrations" not in path.parts:
            yield str(path.relative_to(root)), ast.parse(path.read_text(encoding="utf-8"))


def dotted(node: ast.expr) -> str:
    """``a.b.c`` of an attribute chain, else an empty string."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        left = dotted(node.value)
        return f"{left}.{node.attr}" if left else ""
    return ""


def imported_names(tree: ast.Module) -> dict[str, str]:
    """What each name bound by an import means: ``{"tz": "django.utils.timezone"}``."""
    names: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {
                alias.asname or alias.name.split(".")[0]: alias.name if alias.asname else alias.name.split(".")[0]
                for alias in node.names
            }
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
    return names


def references(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """(line, full dotted name) of everything the module refers to, with imports resolved."""
    names = imported_names(tree)
    for node in ast.walk(tree):
        if isinstance(node, (ast.Attribute, ast.Name)):
            first, _, rest = dotted(node).partition(".")
            if first in names:
                yield node.lineno, ".".join(filter(None, [names[first], rest]))
