"""Controls of what goes out: one deadline, public addresses, lanes and shares, and what is no longer wanted."""

from tests.sabotage.tree import Control

_DEADLINES = "idp/core/deadlines.py"
_OUTBOX = "idp/core/outbox.py"
_ADDRESSES = "idp/protocol/rfc6890_special_addresses.py"
_LO_11 = "tests/security/test_lo_11_slow_receivers.py"
_RL_46 = "tests/faults/test_rl_46_mails_that_waited.py"
_RL_47 = "tests/faults/test_rl_47_poison.py"
_RL_48 = "tests/faults/test_rl_48_slow_receivers.py"
_TOLD = "tests/integration/oidc/test_told_of_sign_outs.py"

OUTBOUND = (
    Control(
        "the deadline holds under TLS",
        _DEADLINES,
        "with contextlib.closing(connection.dup()) as handle:",
        "with contextlib.nullcontext(connection) as handle:",
        f"{_LO_11}::test_a_receiver_that_is_slow_is_left_at_the_deadline[the head drips under TLS]",
    ),
    Control(
        "what is cut off at the deadline is no answer",
        "idp/core/fetch.py",
        "            deadline.left()  # what was cut off looks like the end of a body\n",
        "",
        f"{_LO_11}::test_a_receiver_that_is_slow_is_left_at_the_deadline[a body without a length]",
    ),
    Control(
        "a silent resolver is left",
        _DEADLINES,
        "return lookup.result(self.left())",
        "return lookup.result(5)",
        f"{_LO_11}::test_the_mail_server_has_one_deadline_too",
    ),
    Control(
        "only so many look-ups are left over",
        _DEADLINES,
        "if len(_lookups) >= LOOKUPS and not is_ours:",
        "if len(_lookups) >= 10_000 and not is_ours:",
        f"{_LO_11}::test_a_silent_resolver_is_left_and_only_so_many_are",
    ),
    Control(
        "stuck names of clients hold up no name of ours",
        _DEADLINES,
        "if len(_lookups) >= LOOKUPS and not is_ours:",
        "if len(_lookups) >= LOOKUPS:",
        f"{_LO_11}::test_names_that_clients_choose_hold_up_no_name_of_ours",
    ),
    Control(
        "a forked process asks anew",
        _DEADLINES,
        "os.register_at_fork(after_in_child=_begin_anew)\n",
        "",
        f"{_LO_11}::test_a_forked_process_waits_for_no_look_up_of_its_parent",
    ),
    Control(
        "the cache waits for no resolver",
        "idp/settings/redis.py",
        '            "CONNECTION_POOL_CLASS": "idp.core.redis_connections.Pool",\n',
        "",
        f"{_LO_11}::test_redis_is_left_though_its_name_servers_are_silent[redis]",
    ),
    Control(
        "the cache waits for no resolver under TLS either",
        "idp/core/redis_connections.py",
        "InTimeUnderTLS if issubclass(connection_class, SSLConnection) else InTime",
        "SSLConnection if issubclass(connection_class, SSLConnection) else InTime",
        f"{_LO_11}::test_redis_is_left_though_its_name_servers_are_silent[rediss]",
    ),
    Control(
        "whoever wakes a worker waits for no resolver",
        "idp/settings/base.py",
        'CELERY_BROKER_TRANSPORT = "idp.core.redis_connections:Broker"\n',
        "",
        f"{_LO_11}::test_the_broker_is_left_though_its_name_servers_are_silent[redis]",
    ),
    Control(
        "each address has its turn within the deadline",
        _DEADLINES,
        "timeout=self.left() / (len(addresses) - place)",
        "timeout=self.left()",
        f"{_LO_11}::test_each_address_has_its_turn",
    ),
    Control(
        "the mail server asks no resolver for our own name",
        "idp/core/smtp.py",
        "smtplib.SMTP(local_hostname=_our_name())",
        "smtplib.SMTP()",
        f"{_LO_11}::test_our_own_name_is_asked_of_no_resolver",
    ),
    Control(
        "what is public is a closed list",
        _ADDRESSES,
        "return called in _UNICAST and not any(",
        "return called.is_global and not any(",
        "tests/unit/protocol/test_rfc6890_special_addresses.py::test_nobody_on_the_internet_is_there[64:ff9b:1::808:808]",
    ),
    Control(
        "IPv4 inside IPv6 is unwrapped first",
        _ADDRESSES,
        "        if parsed in _NAT64:\n",
        "        if not parsed:\n",
        "tests/unit/protocol/test_rfc6890_special_addresses.py::test_ipv4_inside_ipv6_is_the_address_that_is_called",
    ),
    Control(
        "an entry opens the ports that it names",
        "idp/settings/outbound.py",
        "return bool({(scheme, port), (scheme, ANY)} & self.doors)",
        "return scheme in {opened for opened, _ in self.doors}",
        "tests/unit/core/test_fetch.py::test_an_entry_opens_what_it_says[127.0.0.0/8-http://127.0.0.1:8001/-http is for "
        "allowed targets of a loopback issuer]",
    ),
    Control(
        "mail goes while a client is slow",
        "idp/core/wakeup.py",
        "        self.hands[lane].signal.set()",
        "        self.hands[Lane.DELIVERIES].signal.set()",
        f"{_RL_48}::test_mail_goes_while_a_client_is_slow",
    ),
    Control(
        "each client has its turn",
        _OUTBOX,
        "        if time.monotonic() >= ends_at:\n            break\n",
        "",
        f"{_RL_48}::test_each_client_has_its_turn_whatever_waits_for_another",
    ),
    Control(
        "a client that is away is called once",
        _OUTBOX,
        "        if entry.share:\n            _wait_with(entry)\n",
        "",
        f"{_RL_48}::test_a_client_that_is_away_is_called_once_and_not_for_each_notice",
    ),
    Control(
        "what nobody can carry out is parked",
        _OUTBOX,
        "    if faults >= PARK_AFTER:",
        "    if faults >= 1_000:",
        f"{_RL_47}::test_it_is_parked_after_a_few_tries_and_named[without what it needs]",
    ),
    Control(
        "what kills its worker is parked",
        _OUTBOX,
        'update(faults=F("faults") + died, ',
        "update(",
        f"{_RL_47}::test_it_is_parked_after_a_few_tries_and_named[its worker dies]",
    ),
    Control(
        "a code that a newer one replaced is not mailed",
        "idp/accounts/address_codes.py",
        'challenge.code_mac != facts["code_mac"]',
        'challenge.code_mac == ""',
        f"{_RL_46}::test_only_the_last_goes_out_and_it_works[sign-in code]",
    ),
    Control(
        "a link that opens nothing is not mailed",
        "idp/accounts/links.py",
        "return found is not None and found.user.email == to and _live(found).exists()",
        "return found is not None and found.user.email == to",
        f"{_RL_46}::test_nobody_gets_one_who_went_meanwhile[reset link-locked]",
    ),
    Control(
        "no code is mailed to somebody who was locked",
        "idp/accounts/address_codes.py",
        "return owner is None or (owner.is_active and (",
        "return owner is None or ((",
        f"{_RL_46}::test_nobody_gets_one_who_went_meanwhile[sign-in code-locked]",
    ),
    Control(
        "who could never be told learns so at registration",
        "idp/clients/registration.py",
        "if uri and (why := fetch.obstacle(uri)):",
        'if uri == "" and (why := fetch.obstacle(uri)):',
        f"{_TOLD}::test_whoever_could_never_be_told_learns_so_at_registration",
    ),
    Control(
        "the signed-out page promises nothing",
        "idp/oidc/backchannel.py",
        "bool(client.backchannel_logout_uri and not fetch.obstacle(client.backchannel_logout_uri))",
        "bool(client.client_id)",
        f"{_TOLD}::test_the_signed_out_page_says_who_is_told_and_who_cannot_be",
    ),
)
