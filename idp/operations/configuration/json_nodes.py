"""A JSON text as the nodes that a YAML text is composed into: the reader of both is one, and each node knows its line.

Spec: RFC 8259; RFC 7493 §2.1 (no lone surrogates), §2.3 (no repeated members): those two are the reader's to refuse.
"""

import re
from json.decoder import scanstring  # type: ignore[attr-defined]  # the reader of strings that json itself uses
from typing import Any

import yaml

MAX_DEPTH = 64
_SPACE = re.compile(r"[ \t\n\r]*")
_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?", re.ASCII)
_WORDS = {"true": "bool", "false": "bool", "null": "null"}


class NotJson(ValueError):
    """The text is not JSON; ``line`` counts from 1."""

    def __init__(self, why: str, line: int) -> None:
        super().__init__(why)
        self.line = line


def compose(text: str) -> yaml.Node:
    """The root node of a JSON text. Raises: NotJson."""
    composer = _Composer(text)
    root = composer.value(MAX_DEPTH)
    if composer.upcoming():
        raise composer.fault("there is more after the end")
    return root


class _Composer:
    """Walks the text once."""

    def __init__(self, text: str) -> None:
        self.text, self.at = text, 0
        self.line, self.counted = 0, 0  # from 0, and up to which character

    def upcoming(self) -> str:
        """The next character that is no space; nothing at the end."""
        found = _SPACE.match(self.text, self.at)
        self.at = found.end() if found else self.at
        return self.text[self.at : self.at + 1]

    def mark(self) -> yaml.Mark:
        self.line += self.text.count("\n", self.counted, self.at)
        self.counted = self.at
        return yaml.Mark("", self.at, self.line, 0, None, 0)

    def fault(self, why: str) -> NotJson:
        return NotJson(why, self.mark().line + 1)

    def value(self, depth: int) -> yaml.Node:
        first = self.upcoming()
        if not depth:
            raise self.fault("this is nested too deeply")
        if first == "{":
            return self._collection(yaml.MappingNode, "map", "}", lambda: self._member(depth - 1))
        if first == "[":
            return self._collection(yaml.SequenceNode, "seq", "]", lambda: self.value(depth - 1))
        return self._text() if first == '"' else self._word()

    def _collection(self, kind: type[yaml.CollectionNode], tag: str, end: str, item: Any) -> yaml.Node:
        mark, items = self.mark(), []
        self.at += 1
        if self.upcoming() != end:
            items.append(item())
            while self.upcoming() == ",":
                self.at += 1
                items.append(item())
        if self.upcoming() != end:
            raise self.fault(f"a comma or {end} is missing")
        self.at += 1
        return kind(f"tag:yaml.org,2002:{tag}", items, mark, mark)

    def _member(self, depth: int) -> tuple[yaml.Node, yaml.Node]:
        if self.upcoming() != '"':
            raise self.fault("a key in quotation marks is missing")
        key = self._text()
        if self.upcoming() != ":":
            raise self.fault("a colon is missing")
        self.at += 1
        return key, self.value(depth)

    def _text(self) -> yaml.Node:
        mark = self.mark()
        try:
            text, self.at = scanstring(self.text, self.at + 1, True)  # joins the two halves of an escaped character
        except ValueError as error:
            raise self.fault("this text does not end, or holds what JSON does not allow") from error
        return yaml.ScalarNode("tag:yaml.org,2002:str", text, mark, mark, style='"')

    def _word(self) -> yaml.Node:
        mark = self.mark()
        for word, tag in _WORDS.items():
            if self.text.startswith(word, self.at):
                self.at += len(word)
                return yaml.ScalarNode(f"tag:yaml.org,2002:{tag}", word, mark, mark)
        found = _NUMBER.match(self.text, self.at)
        if found is None:
            raise self.fault("a value is missing")
        self.at = found.end()
        return yaml.ScalarNode(f"tag:yaml.org,2002:{'float' if found[1] or found[2] else 'int'}", found[0], mark, mark)
