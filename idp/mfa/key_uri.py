"""The key URI that an authenticator app reads from a QR code. Spec: the Key URI Format of Google Authenticator; RFC 3986 §2.1.

A colon parts issuer and account there, so neither may hold one, not even encoded; a slash ends the label for some apps.
"""

from urllib.parse import quote

LONGEST_ISSUER, LONGEST_ACCOUNT = 40, 80  # characters; what is longer, no app shows, and no camera reads
_MOST_OCTETS = 160  # of each, encoded: an emoji takes twelve


def of(secret: str, *, account: str, issuer: str) -> str:
    """``otpauth://totp/Issuer:account?secret=…&issuer=Issuer`` for a seed in base32; everything else is the default."""
    named = _encoded(issuer, LONGEST_ISSUER)
    label = ":".join(part for part in (named, _encoded(account, LONGEST_ACCOUNT)) if part)
    return f"otpauth://totp/{label}?secret={secret}" + (f"&issuer={named}" if named else "")


def _encoded(text: str, longest: int) -> str:
    plain = "".join(" " if character in ":/\\" else character for character in text if character.isprintable())
    cut = " ".join(plain.split())[:longest].rstrip()
    while len(quote(cut, safe="")) > _MOST_OCTETS:
        cut = cut[:-1]
    return quote(cut, safe="")
