"""The files of attacks and faults that no row of the table turns red, each with its reason. A row is better than a reason.

`make sabotage` breaks one guarded line at a time and prints the tests that stay green. Whoever adds a file to tests/security
or tests/faults names the line that it is about in a row, or says here why there is none.
"""

CLOCK = "measured by the clock, in `make deep` alone; the equal work behind it has rows of its own"
CLOCK_HERE = "holds that no reader of text is slow, whichever library reads it: with our own bound broken it stays so"
ABSENT = "holds that something does not exist: no code reads the header, so no line can be broken"
SWEEP = "holds that no view of a whole list raises: there is no one line"
CHARSETS = "needs a database server with character sets; a run on a broken copy has SQLite, which knows one"
SERVICES = "needs servers that it stops or kills, which a run on a broken copy does not have"

WITHOUT = {  # path below tests, without its ending: why
    "faults/test_rl_01_a_node_dies": SERVICES,
    "faults/test_rl_05_database_away": SERVICES,
    "faults/test_rl_06_cut_in_mid_transaction": SERVICES,
    "faults/test_rl_07_conflicts": SERVICES,
    "faults/test_rl_09_database_refuses": SERVICES,
    "faults/test_rl_17_killed_worker": SERVICES,
    "faults/test_rl_18_broker_away": SERVICES,
    "faults/test_rl_24_two_first_starts": SERVICES,
    "faults/test_rl_34_sqlite_killed": SERVICES,
    "faults/test_rl_44_tls_to_stores": SERVICES,
    "faults/test_rl_45_narrow_database": CHARSETS,
    "security/test_en_01_timing": CLOCK,
    "security/test_hh_01_links_name_the_issuer": ABSENT,
    "security/test_in_01_client_pages": SWEEP,
    "security/test_in_03_hostile_forms": SWEEP,
    "security/test_in_05_slow_patterns": CLOCK_HERE,
}
