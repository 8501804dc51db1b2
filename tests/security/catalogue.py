"""The catalogue of attack and fault cases: which there are, which a test proves, and which wait for their door.

`python -m tests.security.catalogue` prints the table. A test names the cases that it proves in its module's docstring or
beside the function, as ``MF-06`` or ``RT-01 to RT-04``. What is open stands here with its reason, and nothing else does.
"""

import re
import sys
from collections import defaultdict
from collections.abc import Iterator

from tests.architecture.source import ROOT

FAMILIES = {  # letters: (what is attacked, the number of cases)
    "RU": ("redirect_uri", 18),
    "PK": ("PKCE", 10),
    "AC": ("authorization code", 13),
    "MX": ("mix-up, state, nonce, response", 10),
    "RT": ("refresh tokens", 19),
    "TS": ("tokens in another's place", 16),
    "CA": ("client authentication", 17),
    "PR": ("pushed requests, request objects", 6),
    "IR": ("introspection, revocation, userinfo", 11),
    "CO": ("consent and scope", 13),
    "DC": ("dynamic registration", 16),
    "XI": ("injection into pages, mails, headers, logs", 12),
    "CS": ("cross-site requests, sessions, CORS", 17),
    "MF": ("second factor", 48),
    "EN": ("enumeration", 4),
    "PW": ("passwords", 11),
    "HH": ("host and proxy headers", 4),
    "OR": ("open redirects", 3),
    "LO": ("logout", 11),
    "DV": ("device authorization", 9),
    "AP": ("account and administration API", 16),
    "IN": ("hostile input", 12),
    "HD": ("headers, caches, logs", 6),
    "CK": ("clocks", 2),
    "RL": ("faults of a node, the database, Redis, mail, the network", 48),
}
NO_DOOR = "there is no door yet: "
PUSHED, REGISTRATION, DEVICE = NO_DOOR + "pushed requests", NO_DOOR + "dynamic registration", NO_DOOR + "device authorization"
NOT_PROVED = "not proved yet: "
OPEN = {  # case, or first and last of a run of them: why no test names it
    "PR-02..05": PUSHED,
    "DC-05..10": REGISTRATION,
    "DC-12..16": REGISTRATION,
    "DV-01..09": DEVICE,
    "XI-03": NO_DOOR + "pictures of people and clients are never fetched or stored",
    "CK-01": NO_DOOR + "client assertions and DPoP",
    "RL-02..03": NOT_PROVED + "several nodes under load",
    "RL-20..23": NOT_PROVED + "clean-up, clocks and rotation under load",
    "RL-25": NOT_PROVED + "two migrations at once are (RL-24); one killed between two changes of MariaDB's schema needs a hand",
    "RL-26..33": NOT_PROVED + "large tables, backup and disks under load",
    "RL-35": NOT_PROVED + "a backup that is taken while people write",
    "RL-38..41": NOT_PROVED + "long runs, broken networks and upgrades",
}
CASE = re.compile(r"\b([A-Z]{2})-(\d{2})\b(?:(?: to \1-|\.\.)(\d{2})\b)?")


def proofs() -> dict[str, list[str]]:
    """Case -> the test files that name it."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        for case in cases_in(path.read_text(encoding="utf-8")):
            found[case].add(str(path.relative_to(ROOT)))
    return {case: sorted(files) for case, files in found.items()}


def cases_in(text: str) -> Iterator[str]:
    """The cases that a text names; a range names all in it."""
    for family, first, last in CASE.findall(text):
        if family in FAMILIES:
            yield from (f"{family}-{number:02}" for number in range(int(first), int(last or first) + 1))


def all_cases() -> list[str]:
    """Every case there is, in order."""
    return [f"{family}-{number:02}" for family, (_, count) in FAMILIES.items() for number in range(1, count + 1)]


def open_cases() -> dict[str, str]:
    """Case -> why it is open."""
    return {case: why for named, why in OPEN.items() for case in cases_in(named)}


def table() -> Iterator[str]:
    """One line a case: the files that prove it, or why there is none."""
    proved, is_open = proofs(), open_cases()
    for family, (words, _) in FAMILIES.items():
        cases = [case for case in all_cases() if case.startswith(family)]
        yield f"\n{family}  {words}: {sum(case in proved for case in cases)} of {len(cases)} proved"
        yield from (f"  {case}  {', '.join(proved.get(case) or [is_open.get(case, 'MISSING')])}" for case in cases)


if __name__ == "__main__":
    sys.stdout.write("\n".join(table()).lstrip() + "\n")
