"""How many guesses a password withstands: zxcvbn's lists and arithmetic, with a bound on the work that a password can cause.

The library tries every combination of look-alike characters, and does so again inside each repetition: thirty characters
keep it busy for seconds. Here each character stands for one letter in each reading of the text, which makes `READINGS` at
most, and of all explanations of one part of the text only the cheapest is carried on, which changes no result. Nothing is
kept between calls, so no lock is needed. Spec: Wheeler, zxcvbn, USENIX Security 2016, §4.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

from zxcvbn import matching, scoring, time_estimates

LONGEST = 31  # characters; beyond, no list of first guesses goes as far
MOST_WORDS = 200  # of the person's own
_AMBIGUOUS = {"1": "il", "|": "il", "7": "lt"}  # every other look-alike stands for one letter
_LOOKALIKES = {sign: letter for letter, signs in matching.L33T_TABLE.items() for sign in signs} | _AMBIGUOUS
READINGS = 2 ** len(_AMBIGUOUS)
_LONGEST_REPEAT, _SHORTEST_REPEAT = re.compile(r"(.+)\1+", re.DOTALL), re.compile(r"(.+?)\1+", re.DOTALL)
_WHOLE_REPEAT = re.compile(r"(.+?)\1+", re.DOTALL)

Lists = Mapping[str, Mapping[str, int]]
Match = dict[str, Any]


@dataclass(frozen=True)
class Verdict:
    """``score`` 0 to 4, as zxcvbn's; ``is_personal``: the cheapest way to guess it goes through the person's own words."""

    score: int
    is_personal: bool


def judge(text: str, words: Iterable[str]) -> Verdict:
    """Judge a text of 1 to `LONGEST` characters; ``words``, in lower case, are what others know of the person."""
    if len(text) > LONGEST:
        raise ValueError("too long to be judged")
    own = list(dict.fromkeys(words))[:MOST_WORDS]
    found = _cheapest_way(text, {**matching.RANKED_DICTIONARIES, "user_inputs": matching.build_ranked_dict(own)})
    is_personal = any(match.get("dictionary_name") == "user_inputs" for match in found["sequence"])
    return Verdict(int(time_estimates.guesses_to_score(found["guesses"])), is_personal)


def _cheapest_way(text: str, lists: Lists) -> Mapping[str, Any]:
    cheapest: dict[tuple[int, int], Match] = {}
    for match in _explanations(text, lists):
        span = match["i"], match["j"]
        if span not in cheapest or scoring.estimate_guesses(match, text) < scoring.estimate_guesses(cheapest[span], text):
            cheapest[span] = match
    way: Mapping[str, Any] = scoring.most_guessable_match_sequence(text, cheapest.values())
    return way


def _explanations(text: str, lists: Lists) -> Iterator[Match]:
    yield from matching.dictionary_match(text, lists)
    yield from matching.reverse_dictionary_match(text, lists)
    for substitution in readings(text):
        yield from _lookalikes(text, substitution, lists)
    yield from matching.spatial_match(text)
    yield from matching.sequence_match(text)
    yield from matching.regex_match(text)
    yield from matching.date_match(text)
    yield from _repetitions(text, lists)


def readings(text: str) -> list[Mapping[str, str]]:
    """The ways to read look-alike characters as letters: character -> letter, at most `READINGS`; none without any."""
    signs = sorted(set(text) & set(_LOOKALIKES))
    if not signs:
        return []
    return [dict(zip(signs, letters, strict=True)) for letters in product(*(_LOOKALIKES[sign] for sign in signs))]


def _lookalikes(text: str, substitution: Mapping[str, str], lists: Lists) -> Iterator[Match]:
    read = "".join(substitution.get(character, character) for character in text)
    for match in matching.dictionary_match(read, lists):
        token = text[match["i"] : match["j"] + 1]
        if len(token) > 1 and token.lower() != match["matched_word"]:
            used = {sign: letter for sign, letter in substitution.items() if sign in token}
            yield match | {"l33t": True, "token": token, "sub": used}


def _repetitions(text: str, lists: Lists) -> Iterator[Match]:
    """Parts that repeat; what is repeated is judged by itself, and is at most half as long."""
    place = 0
    while (longest := _LONGEST_REPEAT.search(text, place)) and (shortest := _SHORTEST_REPEAT.search(text, place)):
        repeat = longest if len(longest.group()) > len(shortest.group()) else shortest
        whole = _WHOLE_REPEAT.fullmatch(repeat.group())
        base = whole.group(1) if whole else repeat.group(1)
        yield {
            "pattern": "repeat",
            "i": repeat.start(),
            "j": repeat.end() - 1,
            "token": repeat.group(),
            "base_token": base,
            "base_guesses": _cheapest_way(base, lists)["guesses"],
            "repeat_count": len(repeat.group()) / len(base),
        }
        place = repeat.end()
