"""The texts of mails: each event's in every language; what strangers choose stays text on one line. E10, XI-05, XI-08."""

import re
from email.message import EmailMessage
from typing import Any

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from idp.core import mail

AT = 1_790_000_000  # 21 September 2026, 14:13 UTC
FROM = {"device": "Firefox on Linux", "ip": "203.0.113.7", "at": AT}
LINK = {"link": "https://id.example.org/x/gl_0"}
EVENTS: dict[str, tuple[str, dict[str, Any], dict[str, str]]] = {
    "sign-in from a new browser": ("new_sign_in", FROM | {"client_name": "Notes"}, LINK),
    "a sign-in was denied": ("sign_in_denied", FROM, {}),
    "password changed": ("password_changed", FROM | {"is_kept": True}, {}),
    "password reset": ("password_changed", FROM | {"is_kept": False}, {}),
    "first app added": ("two_step_on", FROM | {"is_first": True, "label": "phone"}, {}),
    "another app added": ("two_step_on", FROM | {"is_first": False, "label": ""}, {}),
    "app removed": ("two_step_off", FROM | {"is_last": False, "label": ""}, {}),
    "last app removed": ("two_step_off", FROM | {"is_last": True, "label": "phone"}, {}),
    "second factors reset by an administrator": ("two_step_reset", {"at": AT}, {}),
    "recovery code used": ("recovery_used", FROM | {"left": 7}, {}),
    "few recovery codes left": ("recovery_used", FROM | {"left": 1}, {}),
    "recovery codes renewed": ("recovery_renewed", FROM, {}),
    "codes by e-mail switched off": ("email_code_switched", FROM | {"is_on": False}, {}),
    "codes by e-mail switched on": ("email_code_switched", FROM | {"is_on": True}, {}),
    "account locked": ("account_locked", {"at": AT}, {}),
    "password guesses exhausted": ("guesses_blocked", {"is_password": True, "at": AT}, {}),
    "code guesses exhausted": ("guesses_blocked", {"is_password": False, "at": AT}, {}),
    "wrong code after the right password": ("factor_failed", FROM, {}),
    "e-mail changed, to the earlier address": ("email_changed", FROM | {"address": "n••@example.org", "hours": 72}, LINK),
    "e-mail changed, to the new address": ("email_changed_here", FROM, {}),
    "e-mail change taken back": ("email_change_undone", FROM | {"address": "a••@example.org"}, {}),
    "password reset asked": ("reset_password", FROM | {"minutes": 30}, LINK),
    "rights changed": ("roles_changed", {"at": AT, "is_admin": True}, {}),
    "signed out by the staff": ("signed_out_by_staff", {"at": AT}, {}),
    "app connected": ("app_connected", FROM | {"client_name": "Notes", "is_offline": True}, {}),
    "deletion asked": ("deletion_asked", FROM | {"deletion_at": AT + 14 * 86_400}, LINK),
    "deletion cancelled": ("deletion_cancelled", FROM, {}),
    "deletion done": ("deletion_done", {"at": AT}, {}),
}
HOSTILE = (
    "evil\r\nBcc: x@y.example\r\n\r\nhello",
    "line\u2028break\u2029and\x85more\x0b",
    "\u202egnp.exe\u2066\u2069\u200f",
    "{{ 7*7 }}{% debug %}${7*7}",
    "<script>alert(1)</script>&amp;",
    "Click https://evil.example/login or evil.example, bob@evil.example",
    "x" * 500,
    "\x00\x1b[31m",
)


def written(template: str, context: dict[str, Any], sealed: dict[str, str], locale: str = "en") -> EmailMessage:
    payload = {"template": template, "to": "ada@example.org", "context": context, "locale": locale}
    return mail.rendered(payload, sealed)


@pytest.mark.parametrize("event", EVENTS)
@pytest.mark.parametrize("locale", [code for code, _ in settings.LANGUAGES])
def test_each_event_in_each_language(event: str, locale: str) -> None:
    template, context, sealed = EVENTS[event]
    message = written(template, context, sealed, locale)
    text = message.get_content()
    assert 5 < len(message["Subject"]) < 100
    assert "{" not in text and "%(" not in text and "None" not in text
    for fact in ("device", "ip", "client_name", "label"):
        assert str(context.get(fact, "")) in text
    assert sealed.get("link", "") in text
    if event not in {"deletion done", "password reset asked"}:
        assert re.search(r"2026.* [\d:.]+ ?\w* UTC", text)  # when
    if locale == "en":
        assert re.search(r"\b(If|ask|last mail|Choose)\b", text)  # what to do


def test_the_few_codes_are_named_as_few() -> None:
    assert "Make new ones while you can sign in." in written(*EVENTS["few recovery codes left"]).get_content()
    assert "Make new ones while" not in written(*EVENTS["recovery code used"]).get_content()


@pytest.mark.parametrize("hostile", HOSTILE)
@pytest.mark.parametrize(
    "event", [event for event, (name, context, _) in EVENTS.items() if "device" in context and name != "reset_password"]
)
def test_what_strangers_choose_stays_on_its_line(event: str, hostile: str) -> None:
    template, context, sealed = EVENTS[event]
    honest = written(template, context | {"client_name": "Notes", "label": "phone"}, sealed)
    message = written(template, context | {"device": hostile, "client_name": hostile, "label": hostile}, sealed)
    assert message["Subject"] == honest["Subject"] and message["To"] == "ada@example.org"
    assert set(message.keys()) == set(honest.keys()) and len(message.keys()) == len(honest.keys())
    lines = message.get_content().splitlines()
    assert len(lines) == len(honest.get_content().splitlines())
    chosen = [line for line in lines if line.startswith(("Device: ", "App: ", "Authenticator app: "))]
    assert chosen and all(len(line.partition(": ")[2]) <= mail.LONGEST_NAME for line in chosen)
    for line in chosen:
        assert line.isprintable()
        assert "https://" not in line and "evil.example" not in line and "@evil" not in line


def test_template_syntax_and_markup_are_literal() -> None:
    text = written("new_sign_in", FROM | {"client_name": "{{ 7*7 }}<b>"}, LINK).get_content()
    assert "App: {{ 7*7 }}<b>" in text
    text = written("two_step_off", FROM | {"is_last": False, "label": "{% debug %}<b>"}, {}).get_content()
    assert "\nAuthenticator app: {% debug %}<b>\nWhen: " in text


@pytest.mark.parametrize("template", ["two_step_on", "two_step_off"])
def test_an_app_without_a_name_is_not_named(template: str) -> None:
    assert "Authenticator app:" not in written(template, FROM | {"label": ""}, {}).get_content()


def test_the_subject_never_holds_what_somebody_chose() -> None:
    for template, context, sealed in EVENTS.values():
        message = written(
            template, context | {"device": "CHOSEN", "client_name": "CHOSEN", "label": "CHOSEN", "ip": "CHOSEN"}, sealed
        )
        assert "CHOSEN" not in message["Subject"]


@given(st.text(max_size=300))
def test_one_line_is_short_printable_and_links_to_nothing(text: str) -> None:
    line = mail.one_line(text)
    assert len(line) <= mail.LONGEST_NAME
    assert line.isprintable() and line == line.strip()
    assert not re.search(r"://|\w[.@]\w", line)
    assert mail.one_line(line) == line


def test_honest_names_stay_readable() -> None:
    assert mail.one_line("Firefox on Linux") == "Firefox on Linux"
    assert mail.one_line("Notes & Söhne – תמונות") == "Notes & Söhne – תמונות"
    assert mail.one_line("Booking.com") == "Booking. com"


def test_when_and_where_come_without_the_sender_s_doing() -> None:
    text = written("deletion_cancelled", {"ip": "203.0.113.7", "at": AT}, {}).get_content()
    assert "When: 21 September 2026, 14:13 UTC\n" in text
