"""Every reason that the code can record for a refusal, read from the code itself, so that none can be forgotten.

A reason is the ``detail`` (else the description) of an OAuthError, or the ``reason`` of a refused event. Where it is handed
on by a parameter, the callers are read; where it comes from a function, what that returns.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path

from oauthlib.oauth2.rfc6749 import errors as engine_errors

import idp

ROOT = Path(idp.__file__).parent
NEVER_RECORDED = {"TooMany"}  # a flood leaves no rows
READ_ELSEWHERE = {
    "error.description", "description or error",  # the engine's: of_the_engine
    "completion.error", "_DESCRIPTIONS.get(completion.error, '')",  # the policy's: each check has a remedy
    "f'{error.error}: {error.detail}'",  # of_refusals
    """error and f"{error}: {state.verdict.check or 'the person'}\"""",  # the policy's
    "answer.reason", "refusal.reason", "result.reason", "reason or answer.reason",  # accounts.outcomes.Reason
    "tally.reason",  # of the refusals that are counted together
    "f'{name}: {words}'",  # a proof of the gauntlet that failed: no request of anybody
    "code", "error.code",  # of an AppError that an interaction's page cannot show
}  # fmt: skip
ENGINE = ("base", "authorization_code", "refresh_token", "client_credentials")
Function = ast.FunctionDef


@dataclass
class Code:
    """The parsed tree: its functions by name, its calls by what they call, each with the function that it stands in."""

    functions: dict[str, list[Function]] = field(default_factory=dict)
    calls: dict[str, list[tuple[ast.Call, Function | None]]] = field(default_factory=dict)

    constants: dict[str, set[str]] = field(default_factory=dict)

    def read(self, node: ast.AST, within: Function | None = None, heirs: frozenset[str] = frozenset()) -> None:
        """Take in a module."""
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.ClassDef) and "OAuthError" in map(ast.unparse, child.bases):
                heirs = heirs | {child.name}
            if isinstance(child, ast.Assign) and isinstance(child.value, ast.Constant) and isinstance(child.value.value, str):
                self.constants.setdefault(ast.unparse(child.targets[0]), set()).add(child.value.value)
            if isinstance(child, Function):
                self.functions.setdefault(child.name, []).append(child)
            if isinstance(child, ast.Call):
                is_heir = isinstance(node, ast.Expr | ast.Raise) and ast.unparse(child.func) == "super().__init__" and heirs
                name = "OAuthError" if is_heir and not heirs & NEVER_RECORDED else _name(child.func)
                self.calls.setdefault(name, []).append((child, within))
            self.read(child, child if isinstance(child, Function) else within, heirs)

    def words(self, value: ast.expr | None, within: Function | None, depth: int = 0) -> Iterator[str]:
        """The texts that an expression can be. Raises: AssertionError for what is not fixed words."""
        assert depth < 8, "reasons that go round in circles"
        if value is None or ast.unparse(value) in READ_ELSEWHERE:
            return
        if isinstance(value, ast.Constant):
            yield from [value.value] if value.value else []
        elif isinstance(value, ast.BoolOp | ast.IfExp):
            for one in value.values if isinstance(value, ast.BoolOp) else [value.body, value.orelse]:
                yield from self.words(one, within, depth + 1)
        elif isinstance(value, ast.Call):
            yield from self._returned(value, within, depth)
        else:
            assert isinstance(value, ast.Name) and within is not None, f"{ast.unparse(value)}: a reason is fixed words"
            yield from self._named(value.id, within, depth)

    def _returned(self, call: ast.Call, within: Function | None, depth: int) -> Iterator[str]:
        if _name(call.func) == "next" and within is not None:  # the first that applies of a table
            body = ast.Module(within.body[1:], [])
            yield from (one.value for one in ast.walk(body) if isinstance(one, ast.Constant) and isinstance(one.value, str))
        else:
            assert _name(call.func) in self.functions, f"{ast.unparse(call)}: a reason is fixed words"
        for function in self.functions.get(_name(call.func), []):
            for step in ast.walk(function):
                if isinstance(step, ast.Return):
                    yield from self.words(step.value, function, depth + 1)

    def _named(self, name: str, within: Function, depth: int) -> Iterator[str]:
        """A parameter: what the callers hand in. A local name: what it was given. Else a constant."""
        if name.isupper():
            yield from self.constants.get(name, ())
        positional = [one.arg for one in within.args.args if one.arg != "self"]
        if name in [*positional, *(one.arg for one in within.args.kwonlyargs)]:
            for call, caller in self.calls.get(within.name, []):
                handed = dict(zip(positional, call.args, strict=False)) | {
                    one.arg: one.value for one in call.keywords if one.arg
                }
                yield from self.words(handed.get(name), caller, depth + 1)
        for step in ast.walk(within):
            if isinstance(step, ast.Assign) and name in map(ast.unparse, step.targets):
                yield from self.words(step.value, within, depth + 1)


def of_refusals() -> set[str]:
    """The words behind every OAuthError."""
    code = _code()
    found: set[str] = set()
    for call, within in [*code.calls["OAuthError"], *code.calls["error"]]:
        named = {one.arg: one.value for one in call.keywords}
        for value in (named.get("detail"), named.get("description", call.args[1] if len(call.args) > 1 else None)):
            found |= (words := set(code.words(value, within)))
            if words or (value is not None and ast.unparse(value) in READ_ELSEWHERE):
                break
    return found


def of_events() -> set[str]:
    """The ``reason`` of every event that is recorded as refused."""
    code = _code()
    found: set[str] = set()
    for call, within in [*code.calls["record"], *code.calls["record_refusal"], *code.calls["_refused"]]:
        named = {one.arg: one.value for one in call.keywords}
        if "refused" in ast.unparse(named.get("outcome", ast.Constant(""))) or _name(call.func) != "record":
            found |= set(code.words(named.get("reason"), within))
    return found


def of_the_engine() -> set[str]:
    """The descriptions, else the codes, of the errors that oauthlib's grant types raise."""
    found: set[str] = set()
    for name in ENGINE:
        module = import_module(f"oauthlib.oauth2.rfc6749.grant_types.{name}")
        for node in ast.walk(ast.parse(Path(str(module.__file__)).read_text("utf-8"))):
            kind = getattr(engine_errors, _name(node.func), None) if isinstance(node, ast.Call) else None
            if isinstance(node, ast.Call) and kind is not None and hasattr(kind, "error"):
                said = [one.value for one in node.keywords if one.arg == "description"]
                words = said[0] if said else ast.Constant(kind.description or kind.error)
                found |= {words.value} if isinstance(words, ast.Constant) else set()
    return {words for words in found if words}


def _code() -> Code:
    code = Code()
    for number, path in enumerate(ROOT.rglob("*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        for node in ast.walk(tree):  # private names are a module's own
            if isinstance(node, ast.Name | Function):
                name = node.id if isinstance(node, ast.Name) else node.name
                if name.startswith("_") and name not in {"_", "_refused"} and not name.isupper():
                    setattr(node, "id" if isinstance(node, ast.Name) else "name", f"{name}_{number}")
        code.read(tree)
    return code


def _name(called: ast.expr) -> str:
    return called.attr if isinstance(called, ast.Attribute) else called.id if isinstance(called, ast.Name) else ""
