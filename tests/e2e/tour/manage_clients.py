"""/manage/clients: registering, the code, secrets, changing."""

from playwright.sync_api import Page

from tests.e2e.tour.guide import Tour


def visit(tour: Tour) -> None:
    """Ada registers a client and looks after it."""
    page = tour.page()
    tour.sign_in(page, tour.demo.ada, f"{tour.demo.issuer}/manage/clients")
    tour.look(page, "manage-clients")
    client = _register(tour, page)
    _secrets(tour, page, client)
    _try_and_preview(tour, page, client)
    page.goto(f"{client}?ask=disable")
    tour.look(page, "manage-client-question")
    page.goto(f"{client}?ask=delete")
    page.click("#confirm")
    tour.look(page, "manage-client-delete-error")
    page.goto(f"{client}/edit")
    tour.look(page, "manage-client-edit")
    page.goto(f"{client}?redirect_uri=https://pictured.example/callback/")
    tour.look(page, "manage-client-redirect-check")


def _register(tour: Tour, page: Page) -> str:
    page.goto(f"{tour.demo.issuer}/manage/clients/new")
    tour.look(page, "manage-client-types")
    page.goto(f"{tour.demo.issuer}/manage/clients/new?framework=flask")
    tour.look(page, "manage-client-new")
    page.fill("#id_client_name", "Pictured app")
    page.fill("#id_redirect_uris", "http://evil.example/callback")
    page.click("#save")
    tour.look(page, "manage-client-new-error")
    page.fill("#id_redirect_uris", "https://pictured.example/callback")
    page.click("#save")
    tour.look(page, "manage-client-registered")
    return page.url.partition("?")[0]


def _secrets(tour: Tour, page: Page, client: str) -> None:
    page.goto(f"{client}/secrets")
    tour.look(page, "manage-client-secrets")
    page.fill("#id_label", "Berlin")
    page.fill("#id_expires_on", "2001-01-01")
    page.click("#make")
    tour.look(page, "manage-client-secrets-error")
    page.locator("a[href*=remove]").first.click()
    tour.look(page, "manage-client-secret-remove")


def _try_and_preview(tour: Tour, page: Page, client: str) -> None:
    page.goto(f"{client}/claims")
    page.fill("#id_email", "nobody@example.org")
    page.click("#show")
    tour.look(page, "manage-client-claims-error")
    page.fill("#id_email", tour.demo.bob.email)
    page.click("#show")
    tour.look(page, "manage-client-claims")
    page.goto(f"{client}/try")
    tour.look(page, "manage-client-try")
    page.click("#try")
    page.click("#allow")
    tour.look(page, "manage-client-try-result")
