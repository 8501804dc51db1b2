"""The sealed record, roles, the console's doors to people and groups."""

from tests.sabotage.tree import Control

_SEALS = "tests/unit/audit/test_seals.py::test_"

MANAGE_PEOPLE = (
    Control(
        "a link needs the key",
        "idp/audit/seals.py",
        'return any(secrets.equal(seal.mac, known) for known in secrets.macs("audit seal", seal.chain_hash))',
        "return True",
        f"{_SEALS}a_link_computed_without_the_key_is_refused",
    ),
    Control(
        "an event is what was sealed",
        "idp/audit/verification.py",
        "if seals.facts_hash(event) != seal.facts_hash:",
        "if event is None:",
        f"{_SEALS}events_that_change_places_are_named",
    ),
    Control(
        "a missing event needs a recorded expiry",
        "idp/audit/verification.py",
        "return seal.event_at < self.horizon",
        "return True",
        f"{_SEALS}a_removed_event_is_named",
    ),
    Control(
        "a wiped address needs a recorded erasure",
        "idp/audit/verification.py",
        'return is_wiped and any(self._is_forgotten(sub) for sub in {event.subject, event.actor} - {""})',
        "return is_wiped",
        f"{_SEALS}wiping_an_address_without_saying_so_is_a_change",
    ),
    Control(
        "what is put in later is never sealed",
        "idp/audit/seals.py",
        "return _without_seal().filter(pk__gt=settled_id())",
        "return _without_seal()",
        f"{_SEALS}an_event_put_in_between_is_named",
    ),
    Control(
        "links stand in one order",
        "idp/audit/verification.py",
        "if seal.previous_hash == before.chain_hash:",
        "if before is not None:",
        f"{_SEALS}an_event_removed_with_its_link_is_noticed_at_the_next",
    ),
    Control(
        "an anchor shows a chain written anew",
        "idp/audit/verification.py",
        "if last <= (newest.sequence if newest else 0):",
        "if last >= 0:",
        f"{_SEALS}only_an_anchor_shows_that_the_newest_links_were_cut_off",
    ),
)
