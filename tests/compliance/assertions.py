"""Does a test assert anything, itself or through the helpers it calls? Judged from the source, so that it costs nothing."""

import ast
import inspect
import sys
import textwrap
from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from types import ModuleType
from typing import Any

_CHECKING_CALLS = {"raises", "warns", "expect", "fail"}  # pytest's and playwright's own assertions


@cache
def asserts(function: Callable[..., Any]) -> bool:
    """Whether the function's source has an assertion, or calls one of our helpers that has."""
    return _asserts(function, set())


def _asserts(function: Callable[..., Any], seen: set[object]) -> bool:
    function = inspect.unwrap(getattr(getattr(function, "hypothesis", None), "inner_test", function))
    if function in seen:
        return False
    seen.add(function)
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    except (OSError, TypeError, SyntaxError):
        return False
    if any(isinstance(node, ast.Assert) for node in ast.walk(tree)):
        return True
    calls = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)]
    if any(_name(call) in _CHECKING_CALLS for call in calls):
        return True
    return any(_asserts(helper, seen) for call in calls for helper in _helpers(call, function))


def _name(call: ast.expr) -> str:
    return call.attr if isinstance(call, ast.Attribute) else call.id if isinstance(call, ast.Name) else ""


def _helpers(call: ast.expr, caller: Callable[..., Any]) -> Iterator[Callable[..., Any]]:
    """Our functions that a call may mean: by name in the caller's module, or any method of our test classes so named."""
    known = getattr(caller, "__globals__", {})
    if isinstance(call, ast.Name):
        found = known.get(call.id)
        if _is_ours(found):
            yield found
    elif isinstance(call, ast.Attribute):
        owner = known.get(call.value.id) if isinstance(call.value, ast.Name) else None
        if isinstance(owner, ModuleType):
            if _is_ours(found := getattr(owner, call.attr, None)):
                yield found
        else:
            yield from _methods().get(call.attr, [])


@lru_cache(maxsize=1)
def _methods() -> dict[str, list[Callable[..., Any]]]:
    methods: dict[str, list[Callable[..., Any]]] = {}
    for module in [module for name, module in list(sys.modules.items()) if name.startswith(("tests.", "test_"))]:
        for owner in [
            found for found in vars(module).values() if isinstance(found, type) and found.__module__ == module.__name__
        ]:
            for name, method in vars(owner).items():
                if inspect.isfunction(method):
                    methods.setdefault(name, []).append(method)
    return methods


def _is_ours(found: object) -> bool:
    return inspect.isfunction(found) and found.__module__.startswith(("tests.", "test_"))
