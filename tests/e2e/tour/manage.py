"""/manage: clients, and Django's read-only admin."""

from playwright.sync_api import Page

from tests.e2e.tour.guide import Tour


def visit(tour: Tour) -> None:
    """Ada registers a client."""
    page = tour.page()
    tour.sign_in(page, tour.demo.ada, f"{tour.demo.issuer}/manage/clients")
    _clients(tour, page)
    page.goto(f"{tour.demo.issuer}/admin/")
    tour.look(page, "admin")


def _clients(tour: Tour, page: Page) -> None:
    tour.look(page, "manage-clients")
    page.goto(f"{tour.demo.issuer}/manage/clients/new")
    tour.look(page, "manage-client-types")
    page.goto(f"{tour.demo.issuer}/manage/clients/new?type=web")
    tour.look(page, "manage-client-new")
    page.fill("#id_client_name", "Pictured app")
    page.fill("#id_redirect_uris", "http://evil.example/callback")
    page.click("#save")
    tour.look(page, "manage-client-new-error")
    page.fill("#id_redirect_uris", "https://pictured.example/callback")
    page.click("#save")
    tour.look(page, "manage-client-registered")
    client = page.url
    page.goto(f"{client}?ask=rotate")
    tour.look(page, "manage-client-question")
    page.goto(f"{client}/edit")
    tour.look(page, "manage-client-edit")
    page.goto(f"{client}?redirect_uri=https://pictured.example/callback/")
    tour.look(page, "manage-client-redirect-check")
