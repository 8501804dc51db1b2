"""/password: a forgotten password, from the question to the new one."""

from tests.e2e.tour.guide import Tour


def visit(tour: Tour) -> None:
    """A newcomer forgets the password at once."""
    issuer, account = tour.demo.issuer, tour.newcomer("petra")
    tour.register(tour.page(), account, f"{issuer}/register")
    page = tour.page()
    page.goto(f"{issuer}/account")
    page.click("#forgot")
    tour.look(page, "password-forgot")
    page.fill("#id_email", "petra at example")
    page.click("#send")
    tour.look(page, "password-forgot-error")
    page.fill("#id_email", account.email)
    page.click("#send")
    tour.look(page, "password-link-sent")
    link = tour.demo.mailed_link(account)
    page.goto(link)
    tour.look(page, "password-reset")
    page.fill("#id_password", "password1234")
    page.click("#save")
    tour.look(page, "password-reset-error")
    page.fill("#id_password", "eight unusual words, and a comma")
    page.click("#save")
    tour.look(page, "password-changed")
    page.goto(link)
    tour.look(page, "password-link-dead")
