"""What a check of `idp doctor` says."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """One line of the report; ``remedy`` is empty where all is well."""

    name: str
    ok: bool
    words: str
    remedy: str = ""


class Fault(Exception):
    """Something is wrong: what, and what to do about it."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(what)
        self.what = what
        self.remedy = remedy
