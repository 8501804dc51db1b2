"""Every mail: a subject without secrets, plain text without markup, the house's copy rules. E10, ux.md 2.3."""

from pathlib import Path

import pytest
from django.template.loader import render_to_string

import idp.core

TEMPLATES = sorted(path.stem for path in (Path(idp.core.__file__).parent / "templates" / "mail").glob("*.txt"))
FACTS = {
    "site_name": "Gatehouse & Söhne's",
    "issuer": "https://id.example.org",
    "device": "Firefox on Linux <b>",
    "ip": "203.0.113.7",
    "code": "123456",
    "link": "https://id.example.org/password/reset/gl_x",
    "minutes": 5,
    "hours": 72,
    "address": "n••@example.org",
    "days": 7,
    "left": 3,
    "is_last": True,
    "is_password": True,
}


def test_there_are_mails() -> None:
    assert {"signin_code", "address_code", "already_registered", "two_step_on", "recovery_used"} <= set(TEMPLATES)


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_mail_reads_well(name: str) -> None:
    subject, _, body = render_to_string(f"mail/{name}.txt", FACTS).partition("\n")
    assert 5 < len(subject) < 80 and subject == subject.strip()
    assert "123456" not in subject and "203.0.113.7" not in subject
    assert body.strip()
    for text in (subject, body):
        assert "&#" not in text and "&amp;" not in text and "{" not in text and "%" not in text
        assert "!" not in text and "please" not in text.casefold() and "oops" not in text.casefold() and "MFA" not in text
        assert "Login" not in text and "log in" not in text


@pytest.mark.parametrize("name", ["signin_code", "address_code"])
def test_a_code_stands_alone_on_its_line(name: str) -> None:
    assert "123456" in render_to_string(f"mail/{name}.txt", FACTS).splitlines()


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_mail_without_a_known_caller_names_none(name: str) -> None:
    text = render_to_string(f"mail/{name}.txt", FACTS | {"device": "", "ip": "", "is_last": False, "is_password": False})
    assert "from ," not in text and "IP address" not in text
