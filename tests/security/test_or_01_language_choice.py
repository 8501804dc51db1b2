"""OR-01, CS-03: the language chooser, a GET that keeps something: it leads nowhere else and obeys no other site."""

from urllib.parse import urlsplit

import pytest
from django.conf import settings

from tests.rp import Browser

OURS = {"sec-fetch-site": "same-origin"}
PATHS = [
    "//evil.example/",
    "///evil.example",
    "/%5Cevil.example",
    "/\\evil.example",
    "/%09/evil.example",
    "//evil.example/%2f..",
]
EXTRAS = ["next=//evil.example", "return_to=https://evil.example/", "url=//evil.example", "lang=//evil.example"]


@pytest.mark.parametrize("path", PATHS)
def test_a_path_that_looks_like_another_host_stays_here(path: str) -> None:
    answer = Browser().http.generic("GET", path, QUERY_STRING="lang=de", headers=OURS)
    if answer.status_code == 303:
        location = answer["Location"]
        assert location.startswith("/") and location[1:2] not in {"/", "\\"}
        assert urlsplit(location).netloc == ""
    else:
        assert answer.status_code in {400, 404}


@pytest.mark.parametrize("extra", EXTRAS)
@pytest.mark.django_db(transaction=True)
def test_no_parameter_names_where_to_go(extra: str) -> None:
    answer = Browser().http.get(f"/nowhere?lang=de&{extra}", headers=OURS)
    assert answer.status_code in {303, 404}
    assert answer.get("Location", "/nowhere").partition("?")[0] == "/nowhere"


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"referer": "https://evil.example/"},
        {"referer": f"{settings.IDP.public_url}.evil.example/"},
        {"sec-fetch-site": "cross-site", "referer": f"{settings.IDP.public_url}/account"},
    ],
)
@pytest.mark.django_db(transaction=True)
def test_a_link_on_another_site_sets_nothing(headers: dict[str, str]) -> None:
    answer = Browser().http.get("/nowhere?lang=ar", headers=headers)
    assert answer.status_code == 404
    assert settings.LANGUAGE_COOKIE_NAME not in answer.cookies
    assert b'<html lang="en"' in answer.content


@pytest.mark.parametrize("method", ["post", "put", "delete"])
@pytest.mark.django_db(transaction=True)
def test_only_a_get_chooses(method: str) -> None:
    answer = getattr(Browser().http, method)("/nowhere?lang=ar", headers=OURS)
    assert answer.status_code in {403, 404, 405}
    assert settings.LANGUAGE_COOKIE_NAME not in answer.cookies


@pytest.mark.parametrize("headers", [OURS, {"sec-fetch-site": "none"}, {"referer": f"{settings.IDP.public_url}/account"}, {}])
@pytest.mark.django_db(transaction=True)
def test_a_link_of_ours_chooses(headers: dict[str, str]) -> None:
    answer = Browser().http.get("/nowhere?lang=ar", headers=headers)
    assert (answer.status_code, answer["Location"]) == (303, "/nowhere")
    assert answer.cookies[settings.LANGUAGE_COOKIE_NAME].value == "ar"
