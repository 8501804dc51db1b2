"""Reading the environment: each variable, or the file that NAME_FILE names, as text without what only looked like its value."""

from collections.abc import Mapping
from pathlib import Path

PREFIX = "IDP_"
ENV_FILE = "IDP_ENV_FILE"
MAY_HAVE_COMMENT_MARK = frozenset({"name"})


def gather(environ: Mapping[str, str], known: set[str], optional: set[str]) -> tuple[dict[str, str], list[str]]:
    """The text of each known field, and a fault for each variable that cannot be meant. An empty optional one is unset."""
    values: dict[str, str] = {}
    faults: list[str] = []
    for variable, given in environ.items():
        if not variable.startswith(PREFIX) or variable == ENV_FILE:
            continue
        try:
            field, text = _read(variable, given, known)
            if field in values:
                raise ValueError("given twice, directly and by file")
            values[field] = _meant(field, text)
        except ValueError as error:
            faults.append(f"{variable}: {error}")
    return {field: text for field, text in values.items() if text or field not in optional}, faults


def _read(variable: str, given: str, known: set[str]) -> tuple[str, str]:
    field = variable.removeprefix(PREFIX).lower()
    by_file = field.removesuffix("_file")
    if field not in known and by_file != field and by_file in known:
        return by_file, _content(given.strip())
    if field not in known:
        raise ValueError("unknown name; see deploy/env.example for the list")
    return field, given


def _content(path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise ValueError(f"cannot read {path}: it is not UTF-8") from None
    except OSError as error:
        raise ValueError(f"cannot read {path or 'a file without a name'}: {error.strerror}") from None


def _meant(field: str, given: str) -> str:
    text = given.strip().removeprefix("\ufeff")
    if not text.isprintable():
        raise ValueError("has a line break or another character that is not printed, or is not UTF-8; write it on one line")
    if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'`":
        raise ValueError("is in quotation marks, which would be part of it; write it without them")
    if field not in MAY_HAVE_COMMENT_MARK and (" #" in text or text.startswith("#")):
        raise ValueError("has a comment behind it, which would be part of it; write the comment on a line of its own")
    return text
