"""What holds before Django sees a request: the front of the server, whose word on addresses counts, and what probes read."""

from tests.sabotage.tree import Control

_FRONT = "idp/core/front.py"
_BODIES = "idp/core/bodies.py"
_HTTP = "idp/core/http.py"
_TURNS = "idp/core/turns.py"
_TEST_BODIES = "tests/unit/core/test_bodies.py"
_TEST_FRONT = "tests/unit/core/test_front.py"
_TEST_TURNS = "tests/unit/core/test_turns.py"
_TEST_HEALTH = "tests/integration/web/test_health.py"
_HH_03 = "tests/security/test_hh_03_forged_address.py"

FRONT = (
    Control(
        "a body has a deadline",
        _FRONT,
        "async with asyncio.timeout(BODY_SECONDS) as deadline:",
        "async with asyncio.timeout(None) as deadline:",
        f"{_TEST_FRONT}::test_a_body_that_does_not_end_in_time_costs_no_thread",
    ),
    Control(
        "a body is refused by what it announces",
        _FRONT,
        "if _announced(scope) > limit:",
        "if _announced(scope) > 100 * limit:",
        f"{_TEST_FRONT}::test_a_body_beyond_the_measure_is_refused_before_it_is_held[None]",
    ),
    Control(
        "a body is refused by what arrives",
        _FRONT,
        "if len(body) > limit:",
        "if len(body) > 100 * limit:",
        f"{_TEST_FRONT}::test_a_body_beyond_the_measure_is_refused_before_it_is_held[chunks0]",
    ),
    Control(
        "all bodies together have a measure",
        _BODIES,
        "while self.total > self.limit:",
        "while self.total > 100 * self.limit:",
        f"{_TEST_FRONT}::test_all_bodies_together_have_a_measure",
    ),
    Control(
        "whoever holds the most bytes makes room",
        _BODIES,
        "if self.callers[newest.caller] <= self.callers[held.caller]:",
        "if self.callers:",
        f"{_TEST_FRONT}::test_whoever_holds_the_most_bytes_makes_room_for_others",
    ),
    Control(
        "heads that wait for their bodies have the same measure",
        _FRONT,
        "self.bodies.grow(held, head + len(body) - held.size)",
        "self.bodies.grow(held, len(body) - held.size)",
        f"{_TEST_FRONT}::test_heads_that_wait_for_their_bodies_have_the_same_measure",
    ),
    Control(
        "whoever is being answered shields nobody who waits",
        _BODIES,
        "if each.deadline is not None and each.size)",
        "if each.size)",
        f"{_TEST_BODIES}::test_whoever_is_being_answered_shields_nobody_who_waits",
    ),
    Control(
        "room is made of whose time is over already",
        _BODIES,
        " and not newest.deadline.expired():",
        ":",
        f"{_TEST_BODIES}::test_room_is_made_of_a_request_whose_time_ends_at_this_moment",
    ),
    Control(
        "liveness shares no thread with what may take long",
        _FRONT,
        'lane = self.quick if scope["path"] in WITHOUT_WAITING else self.lane',
        "lane = self.lane",
        f"{_TEST_FRONT}::test_liveness_answers_while_every_thread_is_held_and_an_honest_request_is_next",
    ),
    Control(
        "a request does not wait for a thread for ever",
        _FRONT,
        "async with asyncio.timeout(WAIT_SECONDS) as deadline:",
        "async with asyncio.timeout(None) as deadline:",
        f"{_TEST_FRONT}::test_whoever_waits_too_long_is_told_when_to_come_back",
    ),
    Control(
        "no header passes for another by its underscores",
        _FRONT,
        'if b"_" in raw_name:',
        'if b"__" in raw_name:',
        f"{_TEST_FRONT}::test_headers_reach_the_application_as_they_were_sent",
    ),
    Control(
        "escaped cookies are not read",
        _FRONT,
        '"HTTP_COOKIE": heads.cookies, ',
        "",
        f"{_TEST_FRONT}::test_no_header_keeps_a_core_busy",
    ),
    Control(
        "of a content type only the charset is read",
        _FRONT,
        ', "CONTENT_TYPE": heads.content_type',
        "",
        f"{_TEST_FRONT}::test_a_content_type_says_what_it_said",
    ),
    Control(
        "a chunked body has a length",
        _FRONT,
        'environ["CONTENT_LENGTH"] = str(len(body))',
        'environ.setdefault("CONTENT_LENGTH", "")',
        f"{_TEST_FRONT}::test_a_request_arrives_whole_and_its_answer_leaves_whole",
    ),
    Control(
        "networks take turns",
        _TURNS,
        "                self.queues[caller] = queue\n            if not turn.done()",
        "                self.queues[caller] = queue\n                self.queues.move_to_end(caller, last=False)\n"
        "            if not turn.done()",
        f"{_TEST_TURNS}::test_callers_are_served_in_rotation_and_each_in_its_own_order",
    ),
    Control(
        "the greediest makes room",
        _TURNS,
        "if len(self.queues[greediest]) <= len(self.queues.get(caller, ())) + 1:",
        "if self.queues:",
        f"{_TEST_TURNS}::test_the_greediest_makes_room_for_whoever_waits_for_less",
    ),
    Control(
        "an address is the same with a port and over IPv6",
        _HTTP,
        'return getattr(address, "ipv4_mapped", None) or address',
        "return address",
        f"{_HH_03}::test_a_peer_that_speaks_ipv4_over_an_ipv6_socket_is_recorded_as_ipv4",
    ),
    Control(
        "behind a public issuer no address opens the metrics",
        "idp/web/health.py",
        "if not settings.IDP.is_loopback:",
        "if not settings.IDP.public_url:",
        f"{_TEST_HEALTH}::test_behind_a_public_issuer_no_address_opens_the_metrics",
    ),
    Control(
        "an orchestrator asks by any host",
        _HTTP,
        "return host == expected or request.path_info in PROBES",
        "return host == expected",
        f"{_TEST_HEALTH}::test_an_orchestrator_asks_by_any_host[127.0.0.1:9-/livez]",
    ),
    Control(
        "a port is served once",
        "idp/operations/management/commands/serve.py",
        '        claim(host.strip("[]"), int(port))\n',
        "",
        "tests/faults/test_in_06_slow_and_huge.py::test_a_second_server_on_the_same_port_is_refused",
    ),
    Control(
        "whoever was turned away has no turn to give back",
        _TURNS,
        "                if turn.exception() is None:\n",
        "                if True:\n",
        "tests/unit/core/test_turns.py::test_whoever_is_turned_away_and_gives_up_at_that_moment_gives_no_turn_back",
    ),
)
