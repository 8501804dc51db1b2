"""The message catalogues: each language says everything, says it whole, and no page speaks past them. E17."""

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from django.conf import settings

from deploy import catalogues
from tests.architecture.source import ROOT

UNSPOKEN = {"admin", "snippets"}  # Django's own words; program text
THE_SAME_EVERYWHERE = {"UTC", "IP"}
TEMPLATES = sorted(
    path
    for path in (ROOT / "idp").rglob("templates/**/*")
    if path.suffix in {".html", ".txt"} and not UNSPOKEN & set(path.parts)
)
TRANSLATED = re.compile(
    r"{%\s*(blocktranslate|blocktrans)\b.*?{%\s*end(blocktranslate|blocktrans)\s*%}|{%\s*block page_class\s*%}\w*"
    r"|{%.*?%}|{{.*?}}(?:/[\w/.-]*)?|{#.*?#}|<(script|style|svg|code|pre)\b.*?</\3>|<!--.*?-->",
    re.DOTALL,
)
SPOKEN_ATTRIBUTES = re.compile(r'\b(?:title|alt|placeholder|aria-label|aria-description|value)="([^"]*)"')


@pytest.fixture(scope="module")
def template() -> catalogues.Catalog:
    return catalogues.gathered()


def test_the_catalogues_are_those_of_the_settings() -> None:
    assert {code for code, _ in settings.LANGUAGES} == {settings.LANGUAGE_CODE, *catalogues.LANGUAGES}


@pytest.mark.parametrize("language", catalogues.LANGUAGES)
def test_every_message_is_translated(language: str, template: catalogues.Catalog) -> None:
    missing = [message.id for message in catalogues.untranslated(language, template)]
    assert missing == [], "`make messages` brings them into the catalogues"


@pytest.mark.parametrize("language", catalogues.LANGUAGES)
def test_a_translation_keeps_placeholders_and_tags_and_is_no_guess(language: str) -> None:
    messages = [message for message in catalogues.read(language) if message.id and catalogues.is_whole(message)]
    assert messages
    assert [fault for message in messages for fault in catalogues.faults(message)] == []
    assert [message.id for message in messages if message.fuzzy] == []
    halves = [message.id for message in catalogues.read(language) if isinstance(message.string, tuple) and any(message.string)]
    assert set(halves) == {message.id for message in messages if isinstance(message.id, tuple)}


@pytest.mark.parametrize(("language", "forms"), [("ar", 6), ("de", 2), ("es", 2), ("fr", 2)])
def test_each_language_has_its_own_plural_forms(language: str, forms: int) -> None:
    catalog = catalogues.read(language)
    assert catalog.num_plurals == forms
    for message in catalog:
        if message.pluralizable:
            assert len(message.string) == forms


def test_a_lost_placeholder_is_found() -> None:
    """The check can fail."""
    lost = Message("We sent a code to %(address)s.", "Wir haben einen Code gesendet.")
    broken = Message("<strong>%(name)s</strong>", "<strong>%(name)s")
    made_up = Message(("%(n)s code", "%(n)s codes"), ("%(m)s Code", "%(n)s Codes"))
    in_words = Message(("%(n)s code", "%(n)s codes"), ("ein Code", "%(n)s Codes"))
    assert [bool(list(catalogues.faults(each))) for each in (lost, broken, made_up, in_words)] == [True, True, True, False]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.stem)
def test_a_template_says_nothing_outside_the_catalogues(path: Path) -> None:
    assert words_outside(path.read_text(encoding="utf-8")) == []


def test_a_literal_word_is_found() -> None:
    """The scan can fail."""
    assert words_outside('<p>{% translate "Yes" %} No</p>') == ["No"]
    assert words_outside('<input aria-label="Search" value="yes" type="checkbox">') == ["Search"]
    assert words_outside("{% blocktranslate %}All <b>of</b> it{% endblocktranslate %} · <code>idp why</code>") == []


def words_outside(source: str) -> list[str]:
    """Visible words that no catalogue knows."""
    rest = TRANSLATED.sub(" ", source)
    spoken = [text for text in SPOKEN_ATTRIBUTES.findall(rest) if " " in text.strip() or text[:1].isupper()]
    return [
        *(
            word
            for text in re.sub(r"<[^>]*>", " ", rest).split("\n")
            for word in re.findall(r"[^\W\d_]{2,}", text)
            if word not in THE_SAME_EVERYWHERE
        ),
        *(text for text in spoken if re.search(r"[^\W\d_]{2,}", text)),
    ]
