"""The files of attacks and faults that no row of the table turns red, each with its reason. A row is better than a reason.

`make sabotage` breaks one guarded line at a time and prints the tests that stay green. Whoever adds a file to tests/security
or tests/faults names the line that it is about in a row, or says here why there is none.
"""

CLOCK = "measured by the clock, in `make deep` alone; the equal work behind it has rows of its own"
CLOCK_HERE = "holds that no reader of text is slow, whichever library reads it: with our own bound broken it stays so"
ABSENT = "holds that something does not exist: no code reads the header, so no line can be broken"
SWEEP = "holds that no view of a whole list raises: there is no one line"
SERVICES = "needs servers that it stops or kills, which a run on a broken copy does not have"
WAITS = "nobody has looked yet which line it reaches"

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
    "faults/test_rl_45_narrow_database": SERVICES,
    "security/test_ap_01_mass_assignment": WAITS,
    "security/test_ap_02_foreign_objects": WAITS,
    "security/test_ap_03_console_matrix": WAITS,
    "security/test_ap_05_own_lists": WAITS,
    "security/test_ap_06_secrets_are_write_only": WAITS,
    "security/test_ap_10_paging": WAITS,
    "security/test_ap_11_api_methods": WAITS,
    "security/test_ap_12_audit_cannot_be_changed": WAITS,
    "security/test_ap_13_erased_person": WAITS,
    "security/test_ck_02_time_zones": WAITS,
    "security/test_co_05_what_the_page_shows": WAITS,
    "security/test_co_06_denied": WAITS,
    "security/test_cs_02_console_posts": WAITS,
    "security/test_cs_02_mailed_link_forms": WAITS,
    "security/test_cs_02_own_page_forms": WAITS,
    "security/test_cs_03_changes_by_get": WAITS,
    "security/test_cs_03_own_page_methods": WAITS,
    "security/test_cs_03_ways_back": WAITS,
    "security/test_cs_08_blast_radius": WAITS,
    "security/test_cs_10_shared_browser": WAITS,
    "security/test_cs_13_session_handles": WAITS,
    "security/test_en_01_timing": CLOCK,
    "security/test_hh_01_links_name_the_issuer": ABSENT,
    "security/test_in_01_client_pages": SWEEP,
    "security/test_in_03_hostile_forms": SWEEP,
    "security/test_in_05_slow_patterns": CLOCK_HERE,
    "security/test_ir_01_who_may_introspect": WAITS,
    "security/test_ir_04_ended_everywhere": WAITS,
    "security/test_ir_06_what_revocation_ends": WAITS,
    "security/test_ir_09_userinfo_without_a_person": WAITS,
    "security/test_ir_10_stable_subject": WAITS,
    "security/test_ir_11_claims_by_scope": WAITS,
    "security/test_lo_08_after_logout": WAITS,
    "security/test_lo_09_client_turned_off": WAITS,
    "security/test_mx_10_cross_origin": WAITS,
    "security/test_or_01_return_path": WAITS,
    "security/test_ru_01_unregistered_redirect": WAITS,
    "security/test_ru_04_other_hosts": WAITS,
    "security/test_ru_10_private_scheme": WAITS,
    "security/test_ru_11_no_guess": WAITS,
    "security/test_ru_12_error_redirects": WAITS,
    "security/test_ru_17_registered_query": WAITS,
    "security/test_xi_01_console_pages": WAITS,
    "security/test_xi_01_stored_devices": WAITS,
    "security/test_xi_02_data_beside_scripts": WAITS,
    "security/test_xi_08_client_pages": WAITS,
    "security/test_xi_09_console_search": WAITS,
}
