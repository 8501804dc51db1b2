"""Controls against callers who cost much: the gate, what is judged, what is recorded, what is stored."""

from tests.sabotage.tree import Control

_HOSTILE = "tests/security/test_pw_09_hostile_passwords.py"
_FLOODS = "tests/security/test_in_12_floods.py"
_GATE = "tests/unit/limits/test_gate.py"

COST = (
    Control(
        "a look-alike is read as few letters",
        "idp/accounts/guessability.py",
        "product(*(_LOOKALIKES[sign] for sign in signs))]",
        'product(*(_LOOKALIKES[sign] + "?" * (len(signs) < 4) for sign in signs))]',
        "tests/unit/accounts/test_guessability.py::test_the_dear_ones_of_before_have_few_readings",
    ),
    Control(
        "a new password is counted before it is judged",
        "idp/accounts/passwords.py",
        "    rates.hit(rates.Door.NEW_PASSWORD, ip=ip)\n",
        "",
        f"{_HOSTILE}::test_nothing_is_judged_or_hashed_beyond_the_limit",
    ),
    Control(
        "who registers too often has nothing judged",
        "idp/accounts/services.py",
        "    rates.check(Door.REGISTER, ip=ip)\n",
        "",
        f"{_HOSTILE}::test_the_address_that_registers_too_often_has_nothing_judged",
    ),
    Control(
        "who is turned away at the gate has not guessed",
        "idp/accounts/services.py",
        "    with passwords.at_work(ip):  # before",
        "    guesses.charge(user, guesses.PASSWORD, address=address)\n    with passwords.at_work(ip):  # before",
        f"{_HOSTILE}::test_a_crowd_is_told_so_and_the_page_goes_on",
    ),
    Control(
        "the queue at the gate is short",
        "idp/limits/gate.py",
        "        if len(self._queue) >= self.waiting:\n",
        "        if len(self._queue) >= 10**6:\n",
        f"{_GATE}::test_few_at_once_few_in_the_queue_and_the_next_is_turned_away_at_once",
    ),
    Control(
        "no network holds all places",
        "idp/limits/gate.py",
        "self._working[caller] + self._waiting(caller) >= self.share:",
        "self._working[caller] + self._waiting(caller) >= 10**6:",
        f"{_GATE}::test_one_network_never_holds_everything_and_hears_that_it_is_its_own_share",
    ),
    Control(
        "the next place is for whoever has the fewest",
        "idp/limits/gate.py",
        "min(self._queue, key=lambda waiting: self._rank(waiting.caller))",
        "self._queue[0]",
        f"{_GATE}::test_the_next_place_is_for_whoever_has_the_fewest",
    ),
    Control(
        "in a full queue whoever had the most makes room",
        "idp/limits/gate.py",
        "if greediest is None or self._weight(greediest.caller) <= self._weight(caller) + 1:",
        "if True:",
        f"{_GATE}::test_in_a_full_queue_whoever_had_the_most_makes_room",
    ),
    Control(
        "what somebody had is forgotten in time",
        "idp/limits/gate.py",
        "        if halvings:\n",
        "        if False:\n",
        f"{_GATE}::test_what_somebody_had_is_forgotten_in_time",
    ),
    Control(
        "a doubled answer leads back to the interaction",
        "idp/interaction/views.py",
        "    if answer.repeats:  # perhaps",
        "    if False:  # perhaps",
        "tests/integration/web/test_doubled_answers.py::test_what_the_first_stores_in_between_leads_on",
    ),
    Control(
        "refusals of anonymous callers are counted together",
        "idp/audit/anonymous.py",
        "elif tally.count >= SINGLY:",
        "elif tally.count >= 10**9:",
        f"{_FLOODS}::test_refused_authorizations_are_counted_together",
    ),
    Control(
        "what was counted together is told with its number",
        "idp/audit/anonymous.py",
        "    _tell(tally)\n    return True",
        "    return True",
        "tests/unit/audit/test_anonymous.py::test_the_next_refusal_tells_of_the_window_before_it",
    ),
    Control(
        "a client that proved itself is told one by one",
        "idp/oidc/refusals.py",
        '    if client_id and getattr(request, "proved_client", "") == client_id:',
        "    if False:",
        "tests/security/test_in_12_floods.py::test_a_client_that_proved_itself_is_told_one_by_one",
    ),
    Control(
        "an unknown parameter is ignored",
        "idp/protocol/parameters.py",
        'value = _value(name, encoded_value) if name in KNOWN else ""',
        "value = _value(name, encoded_value)",
        f"{_FLOODS}::test_what_is_unknown_is_not_kept_and_what_is_known_is_kept_once",
    ),
    Control(
        "a request that is too large is not kept",
        "idp/oidc/authorize.py",
        "    if not services.fits(stored):\n",
        "    if False:\n",
        f"{_FLOODS}::test_more_than_can_be_kept_is_refused_at_the_client",
    ),
    Control(
        "a large request counts for its bytes",
        "idp/interaction/views.py",
        "range(services.weight(parameters))",
        "range(1)",
        f"{_FLOODS}::test_a_large_request_counts_for_its_bytes",
    ),
    Control(
        "the description of the API is built once",
        "idp/api/reference.py",
        "@lru_cache(maxsize=len(settings.LANGUAGES))\n",
        "",
        "tests/integration/api/test_schema.py::test_it_is_built_once_and_not_sent_twice",
    ),
)
