"""A YAML or JSON file as plain values that remember their lines, so that a fault can be pointed at.

Spec: YAML 1.2; RFC 8259.
"""

import re
from dataclasses import dataclass
from typing import Any

import yaml

from idp.operations.configuration import json_nodes

MAX_BYTES = 8 * 1024 * 1024
MAX_NODES = 500_000
_JSON = re.compile(r'\s*\{\s*(?:"|\}\s*\Z)')
_SCALARS = {"tag:yaml.org,2002:bool", "tag:yaml.org,2002:int", "tag:yaml.org,2002:null", "tag:yaml.org,2002:str"}
_MAPPING, _SEQUENCE = "tag:yaml.org,2002:map", "tag:yaml.org,2002:seq"
_AS_TEXT = {"tag:yaml.org,2002:timestamp", "tag:yaml.org,2002:float"}  # a birthdate is text

Path = tuple[str | int, ...]


@dataclass(frozen=True)
class LineFault:
    """What is wrong, and where: ``line`` counts from 1, ``path`` is like ``clients[0].redirect_uris[1]``."""

    line: int
    path: str
    why: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.path}: {self.why}" if self.path else f"line {self.line}: {self.why}"


class FaultyDocument(Exception):
    """The file has faults, all of them listed; nothing was changed."""

    def __init__(self, faults: list[LineFault]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = sorted(faults, key=lambda fault: fault.line)


@dataclass(frozen=True)
class Document:
    """The file's content and the line of each of its places."""

    data: dict[str, Any]
    lines: dict[Path, int]

    def fault(self, path: Path, why: str) -> LineFault:
        """A fault at a place, or at the nearest place above it that the file has."""
        known = path
        while known and known not in self.lines:
            known = known[:-1]
        return LineFault(self.lines.get(known, 1), written(path), why)


def written(path: Path) -> str:
    """A path as people write it."""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path).lstrip(".")


def read(text: str) -> Document:
    """Parse a file. Raises: FaultyDocument (syntax, a repeated key, an alias, a top level that is no mapping)."""
    if len(text.encode(errors="surrogatepass")) > MAX_BYTES:
        raise FaultyDocument([LineFault(1, "", f"the file is larger than {MAX_BYTES // 1024 // 1024} MiB")])
    try:
        root = _compose(text.removeprefix("\ufeff"))
    except json_nodes.NotJson as error:
        raise FaultyDocument([LineFault(error.line, "", f"this is not JSON: {error}")]) from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise FaultyDocument([LineFault(line, "", str(error.problem or "this is not YAML"))]) from error
    except (yaml.YAMLError, RecursionError) as error:
        raise FaultyDocument([LineFault(1, "", "this is not YAML or JSON")]) from error
    reader = _Reader()
    data = reader.value(root, ()) if root is not None else {}
    if not isinstance(data, dict):
        reader.faults.append(LineFault(1, "", "the file must be a mapping with groups, users, clients, resources"))
    if reader.faults:
        raise FaultyDocument(reader.faults)
    return Document(data, reader.lines)


def _compose(text: str) -> yaml.Node | None:
    """A text that is JSON is read by its rules: YAML takes the two halves of an escaped character for two.

    Raises: NotJson, for a text that begins like JSON and is neither; yaml.YAMLError.
    """
    if not _JSON.match(text):
        return yaml.compose(text, Loader=yaml.SafeLoader)
    try:
        return json_nodes.compose(text)
    except json_nodes.NotJson as no_json:
        try:
            return yaml.compose(text, Loader=yaml.SafeLoader)
        except (yaml.YAMLError, RecursionError):
            raise no_json from None


class _Reader:
    """Turns nodes into values, once each."""

    def __init__(self) -> None:
        self.lines: dict[Path, int] = {}
        self.faults: list[LineFault] = []
        self.seen: set[int] = set()

    def value(self, node: yaml.Node, path: Path, line: int | None = None) -> Any:
        """The value at ``path``; ``line`` is its key's, since an alias is where its anchor is."""
        line = line or node.start_mark.line + 1
        self.lines[path] = line
        if id(node) in self.seen or len(self.seen) > MAX_NODES:
            self.faults.append(LineFault(line, written(path), "write it out; aliases are not read"))
            return None
        self.seen.add(id(node))
        if isinstance(node, yaml.MappingNode) and node.tag == _MAPPING:
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode) and node.tag == _SEQUENCE:
            return [self.value(item, (*path, index)) for index, item in enumerate(node.value)]
        return self._scalar(node, path, line)

    def _mapping(self, node: yaml.MappingNode, path: Path) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key, line = key_node.value, key_node.start_mark.line + 1
            if fault := _unreadable(key):
                self.faults.append(LineFault(line, written(path), fault))
            elif not isinstance(key, str) or key_node.tag != "tag:yaml.org,2002:str":
                self.faults.append(LineFault(line, written(path), "a key must be text"))
            elif key in found:
                self.faults.append(LineFault(line, written((*path, key)), "this key is given twice"))
            else:
                found[key] = self.value(value_node, (*path, key), line)
        return found

    def _scalar(self, node: yaml.Node, path: Path, line: int) -> Any:
        if fault := _unreadable(node.value):
            self.faults.append(LineFault(line, written(path), fault))
            return None
        if node.tag in _AS_TEXT:
            return node.value
        if node.tag not in _SCALARS:
            self.faults.append(
                LineFault(line, written(path), f"{node.tag.rpartition(':')[2]} values are not read here; quote it")
            )
            return None
        return yaml.constructor.SafeConstructor().construct_object(node)


def _unreadable(text: object) -> str:
    """Why no database or page can hold a text; empty if they can."""
    if not isinstance(text, str):
        return ""
    if any("\ud800" <= character <= "\udfff" for character in text):
        return "this text holds half a character (a lone surrogate)"
    return "this text holds a NUL character" if "\x00" in text else ""
