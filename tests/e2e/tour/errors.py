"""Error pages, and the pages beside the machine endpoints."""

from tests.e2e.tour.guide import Tour


def visit(tour: Tour) -> None:
    """Nobody is signed in."""
    page = tour.page()
    page.goto(f"{tour.demo.issuer}/oauth2/authorize?client_id=nobody")
    tour.look(page, "error-unknown-client")
    page.goto(f"{tour.demo.issuer}/nowhere")
    tour.look(page, "error-not-found")
    tour.demo.idp("client", "disable", "gatehouse-app")
    page.goto(f"{tour.demo.issuer}/app/")
    tour.demo.idp("client", "enable", "gatehouse-app")
    page.click("details summary")
    tour.look(page, "error-no-console")
    page.goto(f"{tour.demo.issuer}/api/docs")
    tour.look(page, "api-docs")
