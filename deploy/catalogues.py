"""The message catalogues under idp/locale: gather what the code says, merge it into each language, compile.

`make messages` gathers and merges; set-up, the tests and the wheel compile (the .mo files are not committed). Babel does the
work, so that no machine needs GNU gettext; Django's own `templatize` reads the templates. Spec: GNU gettext PO and MO files.
"""

import argparse
import os
import re
import sys
import tempfile
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "idp" / "locale"
LANGUAGES = ("ar", "de", "es", "fr")  # English is the source
_PLAIN: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None, "gettext": None, "gettext_lazy": None, "gettext_noop": None,
    "ngettext": (1, 2), "ngettext_lazy": (1, 2), "pgettext": ((1, "c"), 2), "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3), "npgettext_lazy": ((1, "c"), 2, 3),
}  # fmt: skip


def gathered() -> Catalog:
    """Every message of the server's code, pages and mails, in English."""
    catalog = Catalog(project="Gatehouse", charset="utf-8", fuzzy=False)
    for path in sorted((ROOT / "idp").rglob("*")):
        if path.suffix == ".py" and "migrations" not in path.parts:
            _add(catalog, path.read_bytes())
        elif path.suffix in {".html", ".txt"} and "templates" in path.parts:
            _add(catalog, _template_calls(path))
    return catalog


def _template_calls(path: Path) -> bytes:
    """The template's messages as Python calls; Django blanks out everything else with letters."""
    from django.utils.translation.template import templatize  # noqa: PLC0415 - building a wheel compiles without Django

    source = templatize(path.read_text(encoding="utf-8"), origin=str(path))
    return "\n".join(line.strip() for line in source.splitlines()).encode()


def _add(catalog: Catalog, source: bytes) -> None:
    for _line, function, arguments, _comments in extract_python(BytesIO(source), list(_PLAIN), (), {"encoding": "utf-8"}):
        given = arguments if isinstance(arguments, tuple | list) else (arguments,)
        texts = [text for text in given if isinstance(text, str)]
        if not texts:
            continue
        context = texts.pop(0) if "pgettext" in function else None
        plural = function.startswith(("ngettext", "npgettext"))
        catalog.add(tuple(texts[:2]) if plural else texts[0], context=context)


def path_of(language: str) -> Path:
    """The catalogue of a language."""
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def read(language: str) -> Catalog:
    """The committed catalogue of a language; an empty one for a new language."""
    path = path_of(language)
    if not path.exists():
        return Catalog(locale=language, project="Gatehouse", charset="utf-8", fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def merge() -> None:
    """Bring each catalogue up to date: new messages come in empty, those that nobody says any more go."""
    template = gathered()
    for language in LANGUAGES:
        catalog = read(language)
        catalog.update(template, no_fuzzy_matching=True, update_creation_date=False)
        catalog.obsolete.clear()
        path_of(language).parent.mkdir(parents=True, exist_ok=True)
        path_of(language).write_bytes(_as_po(catalog))


def _as_po(catalog: Catalog) -> bytes:
    """PO text without what changes by itself: dates, places, tools."""
    file = BytesIO()
    write_po(file, catalog, width=120, no_location=True, omit_header=True, sort_output=True, ignore_obsolete=True)
    header = (
        f"# Gatehouse in {catalog.locale.english_name if catalog.locale else ''}. `make messages` keeps this file.\n"
        'msgid ""\nmsgstr ""\n'
        '"Content-Type: text/plain; charset=utf-8\\n"\n"Content-Transfer-Encoding: 8bit\\n"\n'
        f'"Language: {catalog.locale}\\n"\n"Plural-Forms: {catalog.plural_forms}\\n"\n\n'
    )
    return header.encode() + file.getvalue().strip() + b"\n"


def untranslated(language: str, template: Catalog) -> Iterator[Message]:
    """The messages that a language does not say yet."""
    catalog = read(language)
    for message in template:
        known = catalog.get(message.id, message.context) if message.id else None
        if message.id and (known is None or not is_whole(known)):
            yield message


def is_whole(message: Message) -> bool:
    """Whether every form of a message is there."""
    return all(message.string) if isinstance(message.string, tuple | list) else bool(message.string)


def _whole(catalog: Catalog) -> Catalog:
    """Without the messages that still wait for a form: those are said in English, never left out."""
    for message in [each for each in catalog if each.id and not is_whole(each)]:
        catalog.delete(message.id, message.context)
    return catalog


def compile_stale() -> list[Path]:
    """Compile each catalogue that is newer than its .mo file; returns those .mo files. A reader never sees half a file."""
    compiled = []
    for language in LANGUAGES:
        source = path_of(language)
        target = source.with_suffix(".mo")
        if not source.exists() or (target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns):
            continue
        with tempfile.NamedTemporaryFile(dir=target.parent, delete=False) as file:
            write_mo(file, _whole(read(language)))
        Path(file.name).chmod(0o644)
        os.replace(file.name, target)  # noqa: PTH105 - atomic, whoever else compiles at the same time
        compiled.append(target)
    return compiled


def faults(message: Message) -> Iterator[str]:
    """What a translation lost or made up: placeholders and HTML tags are the same as in English."""
    sources = message.id if isinstance(message.id, tuple | list) else (message.id,)
    for form, text in enumerate(message.string if isinstance(message.string, tuple | list) else (message.string,)):
        likeness = {_skeleton(source) for source in sources}
        if text and _skeleton(text) not in likeness and not _spells_the_number(sources, text):
            yield f"{sources[0]!r} [{form}]: {text!r}"


def _spells_the_number(sources: Iterable[str], text: str) -> bool:
    """Whether a plural form says "one" or "two" in words: it may do without the number, and without nothing else."""
    found = _skeleton(text)
    return len(tuple(sources)) > 1 and any(
        len(whole) == 1 + len(found) and set(found) <= set(whole) for whole in map(_skeleton, sources)
    )


def _skeleton(text: str) -> tuple[str, ...]:
    return tuple(sorted(re.findall(r"%\(\w+\)[a-z]|%%|%[sd]|\{\w*\}|</?[a-z][^>]*>", text)))


def main() -> int:
    """`python deploy/catalogues.py merge | compile | missing`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=("merge", "compile", "missing"))
    what = parser.parse_args().what
    if what == "merge":
        merge()
    compile_stale()
    if what != "compile":
        template = gathered()
        for language in LANGUAGES:
            missing = list(untranslated(language, template))
            print(f"{language}: {len(template)} messages, {len(missing)} not translated")
            for message in missing if what == "missing" else ():
                print(f"  {message.id!r}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
