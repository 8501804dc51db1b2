"""/account/password and /account/email: changing what proves a person, and the way back from the old mailbox."""

from tests.e2e.running_demo import Account
from tests.e2e.tour.guide import Tour

NEW = "eight unusual words, and a comma"


def visit(tour: Tour) -> None:
    """A newcomer changes the password, then the address, then takes that back."""
    issuer, account = tour.demo.issuer, tour.newcomer("quentin")
    page = tour.page()
    tour.register(page, account, f"{issuer}/register")
    page.wait_for_url(f"{issuer}/account")
    page.click("#change-password")
    tour.look(page, "account-password")
    page.fill("#id_current_password", "not the current one")
    page.fill("#id_password", NEW)
    page.check("#id_current_password_show")
    page.check("#id_password_show")
    assert page.locator("input[type=password]").count() == 0
    tour.look(page, "account-password-shown")
    page.click("#save")
    tour.look(page, "account-password-error")
    page.fill("#id_current_password", account.password)
    page.fill("#id_password", NEW)
    page.click("#save")
    page.wait_for_url(f"{issuer}/account")
    page.click("#change-email")
    tour.look(page, "account-email")
    page.fill("#id_email", "quentin at example")
    page.click("#send")
    tour.look(page, "account-email-error")
    new = Account("quentin.new@example.org", NEW, None, ())
    page.fill("#id_email", new.email)
    page.click("#send")
    tour.look(page, "account-email-code")
    page.click("#resend")
    tour.look(page, "account-email-code-wait")
    page.fill("#id_code", tour.demo.mailed_code(new))
    page.click("#verify")
    page.wait_for_url(f"{issuer}/account")
    tour.look(page, "account-email-changed")
    owner = tour.page()
    owner.goto(tour.demo.mailed_link(account))
    tour.look(owner, "email-undo")
    owner.fill("#id_password", "nine more unusual words, no comma")
    owner.click("#save")
    tour.look(owner, "email-undone")
