"""Half a factor is told by name."""

from dataclasses import replace

import pytest

from idp.mfa import checks
from idp.mfa.factors import FACTORS, totp


@pytest.mark.parametrize(
    ("changes", "faults"),
    [
        ({}, ["2 factors have the type totp", "2 factors have the slug mfa-totp"]),
        (
            {"type": "word", "slug": "mfa-word", "acr": "word"},
            ["the factor word has the acr word, which is none of 2fa-email mfa phr"],
        ),
        ({"type": "word", "slug": "mfa-word"}, []),
    ],
    ids=["twice", "an acr that is none", "whole"],
)
def test_half_a_factor_is_told_by_name(changes: dict[str, str], faults: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "FACTORS", (*FACTORS, replace(totp.FACTOR, **changes)))
    assert [each.msg for each in checks.every_factor_is_whole()] == faults
