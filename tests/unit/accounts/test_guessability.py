"""Judging a password: as zxcvbn does, but in work that no text can blow up. PW-09."""

import random
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from zxcvbn import matching, scoring, zxcvbn

from idp.accounts import guessability

DEAR = [
    "4@8({[<369!1|70$57+%24@8({[<36",  # every look-alike there is, and a repetition of many
    "1|7" * 10,
    "4@8({[<369!1|70$57+%2" + "zxcvbnmasd",
    "aaAAaaAAaaAAAaAaaAAAAAaaaaAAAaa",
    "1.1.91-1.1.91-1.1.91-1.1.91-1.1",
    "1111222233334444555566667777888",
]
SIGNS = "".join(sorted({sign for signs in matching.L33T_TABLE.values() for sign in signs}))
SPANS = guessability.LONGEST * (guessability.LONGEST + 1) // 2
dear = st.one_of(*(st.text(alphabet, min_size=1, max_size=31) for alphabet in (SIGNS, SIGNS + "ailt", "aA", "19/.")))


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """How often a list was gone through, and an explanation carried on to the search for the cheapest way."""
    counted = {"readings": 0, "carried": 0}
    look, search = matching.dictionary_match, scoring.most_guessable_match_sequence

    def looked(*arguments: Any) -> Any:
        counted["readings"] += 1
        return look(*arguments)

    def searched(text: str, matches: Any) -> Any:
        counted["carried"] += len(matches)
        return search(text, matches)

    monkeypatch.setattr(matching, "dictionary_match", looked)
    monkeypatch.setattr(scoring, "most_guessable_match_sequence", searched)
    return counted


def test_the_work_is_bounded_whatever_the_text(work: dict[str, int]) -> None:
    @settings(max_examples=60, deadline=None)
    @given(dear, st.lists(st.text("1a|l", min_size=3, max_size=9), max_size=300))
    @example(DEAR[0], [])
    @example(DEAR[3], [DEAR[3][i:j].lower() for i in range(31) for j in range(i + 3, 32)])
    def judged(text: str, words: list[str]) -> None:
        work.update(readings=0, carried=0)
        guessability.judge(text, words)
        texts = 1 + guessability.LONGEST  # itself and what it repeats, all of which together is shorter
        assert work["readings"] <= texts * (guessability.READINGS + 2)
        assert work["carried"] <= 2 * SPANS

    judged()


@pytest.mark.parametrize("text", DEAR)
def test_the_dear_ones_of_before_have_few_readings(text: str, work: dict[str, int]) -> None:
    guessability.judge(text, ["ada", "lovelace"])
    assert len(guessability.readings(text)) <= guessability.READINGS
    assert work["readings"] <= 8 * (guessability.READINGS + 2)


def test_a_text_beyond_the_bound_is_not_looked_at() -> None:
    with pytest.raises(ValueError, match="too long"):
        guessability.judge("x" * 32, [])


def test_the_verdict_is_that_of_the_library() -> None:
    chosen = random.Random(4)  # noqa: S311 - the same ones each time
    known = sorted(matching.RANKED_DICTIONARIES["passwords"])
    for _ in range(150):
        text = chosen.choice(known) + chosen.choice(["", "1", "2019", "!", "-"]) + chosen.choice(known)[: chosen.randrange(8)]
        if chosen.random() < 0.4:
            text = text.replace("a", "4").replace("o", "0").replace("e", "3")
        assert guessability.judge(text[:24], []).score == zxcvbn(text[:24])["score"], text[:24]


def test_mixed_look_alikes_are_seen_through() -> None:
    assert guessability.judge("p@ssw0rdp4$$word", []).score <= 2


def test_a_persons_own_words_are_named_as_the_reason() -> None:
    assert guessability.judge("l0velace", ["lovelace"]) == guessability.Verdict(0, True)
    assert (
        matching.RANKED_DICTIONARIES.get("user_inputs") is None or "lovelace" not in matching.RANKED_DICTIONARIES["user_inputs"]
    )
