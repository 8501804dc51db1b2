"""/account: what a person changes about the own account."""

from tests.e2e.tour.guide import Tour


def visit(tour: Tour) -> None:
    """A newcomer's account."""
    page = tour.page()
    tour.register(page, tour.newcomer("olga"), f"{tour.demo.issuer}/register")
    page.wait_for_url(f"{tour.demo.issuer}/account")
    tour.look(page, "account")
    page.goto(f"{tour.demo.issuer}/account/mfa")
    tour.look(page, "account-mfa")
    page.goto(f"{tour.demo.issuer}/account/language")
    tour.look(page, "account-language")
