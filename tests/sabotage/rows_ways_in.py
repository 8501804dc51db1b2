"""Controls of what people meet on their way in and out: windows of clients, names, files that are applied."""

from tests.sabotage.tree import Control

WAYS_IN = (
    Control(
        "pages that belong to no interaction are cut off from whoever opened them",
        "idp/core/http.py",
        "if request.path_info.startswith(INTERACTION_PREFIXES):",
        "if request.path_info:",
        "tests/security/test_hd_01_headers.py::test_every_page_of_a_signed_in_person_posts_home_only[/account]",
    ),
)
