"""The sample relying party's own pages."""

from tests.e2e.tour.guide import Tour


def visit(tour: Tour) -> None:
    """Bob signs in at the sample client."""
    page = tour.page()
    page.goto(f"{tour.demo.rp}/")
    tour.look(page, "sample-home")
    page.goto(f"{tour.demo.rp}/login")
    tour.give_password(page, tour.demo.bob)
    tour.give_code(page, tour.demo.bob)
    page.locator("#allow, #claims").first.wait_for()
    if page.locator("#allow").count():
        page.click("#allow")
    tour.look(page, "sample-protected")
    page.goto(f"{tour.demo.rp}/callback?state=nothing")
    tour.look(page, "sample-message")
