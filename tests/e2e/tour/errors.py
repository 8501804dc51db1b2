"""Error pages, and the pages beside the machine endpoints."""

from tests.e2e.tour.guide import Tour


def visit(tour: Tour) -> None:
    """Nobody is signed in."""
    page = tour.page()
    page.goto(f"{tour.demo.issuer}/oauth2/authorize?client_id=nobody")
    tour.look(page, "error-unknown-client")
    tour.apply(
        clients=[
            {"client_id": "off", "client_name": "Flask shop", "redirect_uris": ["https://off.example/cb"], "enabled": False}
        ]
    )
    page.goto(tour.authorize("off"))
    tour.look(page, "error-turned-off")
    page.goto(f"{tour.demo.issuer}/oauth2/authorize?client_id=demo&redirect_uri=https%3A%2F%2Felsewhere.example%2F")
    tour.look(page, "error-address")
    page.goto(f"{tour.demo.issuer}/nowhere")
    tour.look(page, "error-not-found")
    tour.demo.idp("client", "disable", "gatehouse-app")
    page.goto(f"{tour.demo.issuer}/app/")
    tour.demo.idp("client", "enable", "gatehouse-app")
    page.click("details summary")
    tour.look(page, "error-no-console")
    page.goto(f"{tour.demo.issuer}/api/docs")
    tour.look(page, "api-docs")
