"""The guarded lines that attacks by hostile input, on passwords, names and headers are about. Families IN, PW, EN, HH, HD."""

from tests.sabotage.tree import Control

CLAIMS_IN = (
    Control(
        "a password counts to its last character",
        "idp/accounts/passwords.py",
        "normalise(password), salt)",
        "normalise(password)[:72], salt)",
        "tests/security/test_pw_01_long_passwords.py::test_it_is_accepted_and_checked_to_the_last_character",
        also=("test_two_that_share_72_bytes_are_two",),
        behind=(("idp/accounts/passwords.py", "normalise(password), encoded)", "normalise(password)[:72], encoded)"),),
    ),
    Control(
        "two spellings of one password are one",
        "idp/accounts/passwords.py",
        'unicodedata.normalize("NFKC", password)',
        "password",
        "tests/security/test_pw_01_long_passwords.py::test_two_spellings_of_one_text_are_one",
    ),
    Control(
        "a closed registration registers nobody",
        "idp/accounts/services.py",
        'if settings.IDP.registration != "open":',
        "if False:",
        "tests/security/test_pw_01_long_passwords.py::test_a_closed_registration_says_so",
    ),
    Control(
        "a new password is judged at the reset door",
        "idp/accounts/passwords.py",
        "problems = strength(password, inputs=inputs)",
        "problems: list[str] = []",
        "tests/security/test_pw_04_guessable_passwords.py::test_at_the_reset_door",
    ),
    Control(
        "a password has at most 1,024 characters",
        "idp/accounts/passwords.py",
        "LONGEST = 1024",
        "LONGEST = 4096",
        (
            "tests/security/test_pw_04_guessable_passwords.py"
            "::test_a_password_beyond_all_measure_is_refused_before_it_costs_anything"
        ),
    ),
    Control(
        "a stored text that is no hash is nobody's password",
        "idp/accounts/passwords.py",
        "and bool(stored)",
        "and bool(stored) or (user is not None and password == user.password)",
        ("tests/security/test_pw_05_without_the_current_password.py::test_an_account_without_a_password_has_none_to_change"),
    ),
    Control(
        "the account's page refuses the same password again",
        "idp/lifecycle/credentials.py",
        ", instead_of=user)",
        ")",
        "tests/security/test_pw_08_same_password.py::test_on_the_account_s_page",
    ),
    Control(
        "ambiguous JSON is refused at the account's doors",
        "idp/protocol/rfc8259_json.py",
        "if len(members) != len(pairs):",
        "if False:",
        "tests/security/test_in_01_denied_references.py::test_json_that_is_ambiguous_or_broken",
        also=(
            "tests/security/test_ts_10_duplicate_members.py::test_a_doubled_header_member_is_refused",
            "tests/security/test_ts_10_duplicate_members.py::test_a_doubled_claim_is_refused",
        ),
    ),
    Control(
        "what is not UTF-8 is no parameter",
        "idp/protocol/parameters.py",
        'unquote_to_bytes(encoded.replace(b"+", b" ")).decode("utf-8")',
        'unquote_to_bytes(encoded.replace(b"+", b" ")).decode("utf-8", "replace")',
        "tests/security/test_in_01_hostile_text.py::test_machine_forms",
        also=("test_authorization_requests",),
    ),
    Control(
        "broken text is stored in no account",
        "idp/interaction/views.py",
        'or "\\x00" in value or "\\ufffd" in value:',
        "or False:",
        "tests/security/test_in_01_hostile_text.py::test_registration_keeps_a_text_faithfully_or_refuses_it",
    ),
    Control(
        "a client's name has no invisible character",
        "idp/protocol/rfc7591_registration.py",
        "len(name) > MAX_NAME_LENGTH or hidden",
        "len(name) > MAX_NAME_LENGTH",
        "tests/security/test_in_01_hostile_text.py::test_a_client_s_form",
    ),
    Control(
        "JSON is nested sixteen deep at most",
        "idp/protocol/rfc8259_json.py",
        "    _check_depth(text)\n",
        "",
        "tests/security/test_in_02_api_json.py::test_a_hostile_body_is_a_400_within_100_ms",
    ),
    Control(
        "the API reads JSON in UTF-8 alone",
        "idp/api/parsers.py",
        'or parameters.get("charset", "utf-8").lower() != "utf-8"',
        "",
        "tests/security/test_in_02_api_json.py::test_another_content_type_is_a_415",
    ),
    Control(
        "the API reads no compressed body",
        "idp/api/parsers.py",
        ' or encoding.lower() != "identity"',
        "",
        "tests/security/test_in_02_api_json.py::test_a_compressed_body_is_a_415",
    ),
    Control(
        "what is not JSON is a refusal",
        "idp/protocol/rfc8259_json.py",
        "    except ValueError:\n",
        "    except KeyError:\n",
        "tests/security/test_in_02_api_json.py::test_no_body_is_a_server_error",
    ),
    Control(
        "a request id is ours",
        "idp/core/http.py",
        "request.request_id = secrets.token(72)",
        'request.request_id = request.headers.get("X-Request-Id") or secrets.token(72)',
        "tests/security/test_in_05_large_headers.py::test_every_door_answers_soon_and_as_always",
    ),
    Control(
        "an authorization request by POST has no query",
        "idp/oidc/authorize.py",
        'if request.META.get("QUERY_STRING"):',
        "if False:",
        "tests/security/test_in_07_query_and_body.py::test_an_authorization_request_by_post_has_no_query",
    ),
    Control(
        "a page's answer is in the body",
        "idp/interaction/views.py",
        "for name, values in request.POST.lists():",
        "for name, values in (dict(request.POST.lists()) | dict(request.GET.lists())).items():",
        "tests/security/test_in_07_query_and_body.py::test_a_page_reads_its_answer_from_the_body_alone",
    ),
    Control(
        "a logout by POST has its parameters in the body",
        "idp/oidc/logout.py",
        'parse(request.body if request.method == "POST" else request.META.get("QUERY_STRING", ""))',
        'parse(request.META.get("QUERY_STRING", ""))',
        "tests/security/test_in_07_query_and_body.py::test_a_logout_by_post_reads_the_body_alone",
    ),
    Control(
        "an administrator's form is in the body",
        "idp/web/manage/wizard.py",
        "client_forms.new_metadata(kind, request.POST, framework)",
        "client_forms.new_metadata(kind, request.GET, framework)",
        ("tests/security/test_in_07_query_and_body.py::test_an_administrator_s_form_reads_its_fields_from_the_body_alone"),
    ),
    Control(
        "a language is one of ours",
        "idp/web/account_language.py",
        "if chosen not in dict(settings.LANGUAGES):",
        "if False:",
        "tests/security/test_in_08_every_door_of_the_account.py::test_no_field_of_a_page_breaks_it",
    ),
    Control(
        "two cases of an address are one",
        "idp/accounts/addresses.py",
        "parse(text).casefold()",
        "parse(text)",
        ("tests/security/test_in_09_lookalike_addresses.py::test_another_spelling_is_the_same_account_and_its_owner_is_told"),
    ),
    Control(
        "a local part has at most 64 characters",
        "idp/accounts/addresses.py",
        "strict=True,",
        "strict=False,",
        "tests/security/test_in_09_lookalike_addresses.py::test_a_lookalike_is_refused_and_nobody_gets_a_mail",
    ),
    Control(
        "an address is stored as it is written to",
        "idp/accounts/addresses.py",
        "return found.ascii_email",
        "return found.ascii_email.lower()",
        "tests/security/test_in_10_addresses.py::test_it_is_stored_as_it_is_written_to",
    ),
    Control(
        "a plus tag is another address",
        "idp/accounts/addresses.py",
        "parse(text).casefold()",
        'parse(text).casefold().replace("+x@", "@")',
        "tests/security/test_in_10_addresses.py::test_a_plus_tag_is_another_address_and_another_account",
    ),
    Control(
        "an address in full width is the same one",
        "idp/accounts/addresses.py",
        'candidate = unicodedata.normalize("NFKC", candidate)',
        "pass",
        "tests/security/test_in_10_addresses.py::test_a_sign_in_by_another_spelling_mails_the_stored_address",
    ),
    Control(
        "asking for an address of another costs and shows the same",
        "idp/accounts/address_change.py",
        ("    with transaction.atomic():\n        sent = address_codes.send(\n"),
        (
            "    if not is_free:\n"
            "        return TooSoon(60)\n"
            "    with transaction.atomic():\n"
            "        sent = address_codes.send(\n"
        ),
        ("tests/security/test_en_01_address_of_another_account.py::test_page_wrong_code_and_resend_are_the_same_by_equal_work"),
    ),
    Control(
        "asking for an address is limited",
        "idp/accounts/address_change.py",
        "too_soon = address_codes.may_send(CHANGE_EMAIL, address, http.client_ip(request))",
        "too_soon = None",
        "tests/security/test_en_01_address_of_another_account.py::test_asking_is_limited_for_each_address",
    ),
    Control(
        "a code for a new address is a stranger's in every browser",
        "idp/accounts/address_change.py",
        "too_soon = address_codes.may_send(CHANGE_EMAIL, address, http.client_ip(request))",
        "browser = known_browsers.own(user, request)\n"
        "    too_soon = address_codes.may_send(CHANGE_EMAIL, address, http.client_ip(request), browser=browser)",
        "tests/security/test_mf_45_strangers_spend_no_codes.py::test_all_accounts_together_fill_no_strangers_mailbox",
    ),
    Control(
        "asking for a reset looks nobody up",
        "idp/accounts/password_reset.py",
        "    outbox.enqueue(ASKED, facts,",
        ("    if User.objects.filter(email_canonical=address).exists():\n        outbox.enqueue(ASKED, facts,"),
        "tests/security/test_en_01_asking_for_a_reset.py::test_the_answer_and_the_work_are_the_same_for_everybody",
    ),
    Control(
        "the link of a reset is made when it is mailed",
        "idp/accounts/password_reset.py",
        'facts = {"address": address,',
        (
            'facts = {"link": links.issue(User.objects.get(), Purpose.RESET_PASSWORD,'
            ' lifetime=settings.IDP.reset_lifetime), "address": address,'
        ),
        "tests/security/test_en_01_asking_for_a_reset.py::test_the_entry_that_waits_holds_no_token",
    ),
    Control(
        "a wrong password costs one hash for everybody",
        "idp/accounts/passwords.py",
        "return hasher.verify(password, stored or hasher.decoy) and bool(stored)",
        "return bool(stored) and hasher.verify(password, stored)",
        "tests/security/test_en_01_equal_answers.py::test_a_wrong_password_is_answered_alike_by_equal_work",
    ),
    Control(
        "registering a taken address shows the same",
        "idp/interaction/prompts/register.py",
        '    address = {"register": {"address": parse(email), "name"',
        (
            "    if user is None:\n"
            '        return refused(AppError("email_taken", "This address is taken.", status=422), "email", values)\n'
            '    address = {"register": {"address": parse(email), "name"'
        ),
        ("tests/security/test_en_01_equal_answers.py::test_registering_a_known_address_shows_the_same_and_tells_its_owner"),
    ),
    Control(
        "the page that asks for the code writes every address alike",
        "idp/interaction/prompts/register.py",
        '{"address": parse(email),',
        '{"address": email,',
        "tests/security/test_en_04_register_says_one_address.py::test_the_domain_is_written_alike",
    ),
    Control(
        "prompt=create takes no hint",
        "idp/protocol/oidc_authentication_request.py",
        'if names_somebody and "create" in parameters.get("prompt", "").split(" "):',
        "if False:",
        (
            "tests/security/test_en_04_register_says_one_address.py"
            "::test_create_with_a_hint_is_refused_before_anybody_is_looked_up"
        ),
    ),
    Control(
        "a subject is a random name",
        "idp/accounts/models.py",
        "return secrets.token(128)",
        "return secrets.token(16)",
        ("tests/security/test_en_03_guessable_names.py::test_no_name_that_leaves_the_house_is_a_number_or_has_a_neighbour"),
    ),
    Control(
        "documents name the issuer, whatever the request's host",
        "idp/oidc/metadata.py",
        "_document(settings.IDP.public_url)",
        "_document(f\"http://{request.headers.get('X-Forwarded-Host', request.META['HTTP_HOST'])}\")",
        "tests/security/test_hh_02_forwarded_headers.py::test_documents_and_pages_are_the_same_bytes",
        also=("tests/security/test_hh_01_foreign_host.py::test_our_name_by_another_port_or_case_links_to_the_issuer_only",),
    ),
    Control(
        "iss is the issuer, whatever a proxy says",
        "idp/oidc/responses.py",
        '| {"iss": settings.IDP.public_url}',
        "| {\"iss\": f\"http://{request.headers.get('X-Forwarded-Host', 'localhost:8000')}\"}",
        ("tests/security/test_hh_02_forwarded_headers.py::test_a_whole_sign_in_with_all_of_them_leads_where_it_always_does"),
    ),
    Control(
        "a caller with a /64 is one caller",
        "idp/core/networks.py",
        "return network(ip, 32, 64)",
        "return network(ip, 32, 128)",
        ("tests/security/test_hh_04_one_network.py::test_addresses_of_one_64_share_a_limit_and_the_next_64_has_its_own"),
    ),
    Control(
        "an IPv4 address in an IPv6 one is the same caller",
        "idp/core/http.py",
        "if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:",
        "if False:",
        "tests/security/test_hh_04_one_network.py::test_two_spellings_are_one_caller",
    ),
    Control(
        "pages are kept by nobody, refusals and seeds included",
        "idp/core/http.py",
        'response.headers.setdefault("Cache-Control", "no-store")',
        'response.headers.setdefault("Cache-Control", "private")',
        "tests/security/test_hd_01_headers.py::test_refused_forms",
        also=(
            "test_the_seed_and_the_codes_are_kept_by_nobody",
            "test_every_page_of_a_signed_in_person_posts_home_only",
        ),
    ),
    Control(
        "tokens are kept by nobody",
        "idp/oidc/form.py",
        'response.headers["Cache-Control"] = "no-store"',
        'response.headers["Cache-Control"] = "private"',
        "tests/security/test_hd_01_headers.py::test_nobody_stores_what_machines_get",
    ),
    Control(
        "a failure is told without its exception",
        "idp/web/errors.py",
        "Something went wrong on our side. Try again",
        "Something went wrong on our side. {sys.exception()} Try again",
        "tests/security/test_hd_06_every_view_fails.py::test_the_answer_is_fixed_and_has_a_reference",
    ),
)
