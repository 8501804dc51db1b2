"""Text for a terminal: one line of ours stays one line, whatever a stranger put into a name, an address or a request."""

from collections.abc import Iterable


def inert(line: str) -> str:
    """What a stranger sent begins no line, moves no cursor, colours nothing and turns no text around. Spec: CWE-117, CWE-150.

    Line breaks, control characters, bidirectional and other invisible ones are written as escapes.
    """
    return "".join(one if one.isprintable() else f"\\u{ord(one):04x}" for one in line)


def block(lines: str | Iterable[str]) -> str:
    """Lines of a report, each made inert; a text is one line."""
    return "\n".join(map(inert, [lines] if isinstance(lines, str) else lines))
