"""What people type where six digits are asked for. Spec: RFC 6238 §1.2; Unicode Standard Annex 15 (NFKC)."""

import re
import unicodedata

_SEPARATORS = re.compile(r"[\s.\-\u2010-\u2015\u2212\u00b7]+")
_SIX_DIGITS = re.compile(r"[0-9]{6}", re.ASCII)
_LONGEST = 64  # a longer text is no code, whatever normalisation makes of it


def stripped(typed: str) -> str:
    """NFKC, digits of any script as ASCII, without spaces, dashes, dots and the invisible marks that copying right-to-left
    text brings along; empty when the text is too long to be a code.
    """
    if len(typed) > _LONGEST:
        return ""
    visible = (each for each in unicodedata.normalize("NFKC", typed) if unicodedata.category(each) != "Cf")
    return _SEPARATORS.sub("", "".join(str(unicodedata.decimal(each, each)) for each in visible))


def six_digits(typed: str) -> str | None:
    """The six ASCII digits that were typed, or None."""
    code = stripped(typed)
    return code if _SIX_DIGITS.fullmatch(code) else None
