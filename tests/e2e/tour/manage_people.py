"""/manage/users, /manage/groups, /manage/audit, and what a mailed invitation or set-up link leads to."""

from playwright.sync_api import Page

from tests.e2e.running_demo import Account
from tests.e2e.tour.guide import PASSWORD, Tour


def visit(tour: Tour) -> None:
    """Ada invites somebody, helps them, puts them into a group, and looks at what is recorded of it."""
    issuer = tour.demo.issuer
    newcomer = tour.newcomer("ines")
    page = tour.page()
    tour.sign_in(page, tour.demo.ada, f"{issuer}/manage/users")
    _groups(tour, page)
    person = _invite(tour, page, newcomer)
    _accept(tour, newcomer)
    _help(tour, page, person, newcomer)
    _put_in(tour, page, newcomer)
    _audit(tour, page)


def _invite(tour: Tour, page: Page, newcomer: Account) -> str:
    page.goto(f"{tour.demo.issuer}/manage/users/invite")
    tour.look(page, "manage-user-invite")
    page.fill("#id_email", "ines at example")
    page.fill("#id_reason", "starts on Monday")
    page.click("#send")
    tour.look(page, "manage-user-invite-error")
    page.fill("#id_email", newcomer.email)
    page.click("#send")
    tour.look(page, "manage-user-invited")
    return page.url.partition("?")[0]


def _accept(tour: Tour, newcomer: Account) -> None:
    theirs = tour.page()
    link = tour.demo.mailed_link(newcomer)
    theirs.goto(link)
    tour.look(theirs, "invitation")
    theirs.fill("#id_name", "Ines")
    theirs.fill("#id_password", "password")
    theirs.click("#accept")
    tour.look(theirs, "invitation-error")
    theirs.fill("#id_password", PASSWORD)
    theirs.click("#accept")
    theirs.wait_for_url(f"{tour.demo.issuer}/account")
    theirs.goto(link)
    tour.look(theirs, "invitation-dead")


def _help(tour: Tour, page: Page, person: str, newcomer: Account) -> None:
    page.goto(f"{tour.demo.issuer}/manage/users?q=ines")
    tour.look(page, "manage-users")
    page.goto(person)
    tour.look(page, "manage-user")
    page.goto(f"{person}?ask=roles")
    tour.look(page, "manage-user-roles")
    page.goto(f"{person}?ask=reset-mfa")
    page.click("#confirm")
    tour.look(page, "manage-user-reset-error")
    page.fill("#id_reason", "rang back on the known number")
    page.click("#confirm")
    tour.look(page, "manage-user-reset")
    theirs = tour.page()
    theirs.goto(tour.demo.mailed_link(newcomer))
    tour.look(theirs, "enrolment")


def _groups(tour: Tour, page: Page) -> None:
    name = f"Key holders {tour.inspector.language}"
    page.goto(f"{tour.demo.issuer}/manage/groups")
    page.click("#create")
    tour.look(page, "manage-groups-error")
    page.fill("#id_reason", "ticket 7")
    page.fill("#id_name", name)
    page.check("#id_mfa_policy_3")
    page.click("#create")
    page.goto(f"{tour.demo.issuer}/manage/groups")
    tour.look(page, "manage-groups")


def _put_in(tour: Tour, page: Page, newcomer: Account) -> None:
    page.goto(f"{tour.demo.issuer}/manage/groups")
    page.click(f"text=Key holders {tour.inspector.language}")
    page.fill("#id_email", newcomer.email)
    page.fill("#id_reason_add", "keeps a key")
    page.click("#add")
    tour.look(page, "manage-group")
    group = page.url.partition("?")[0]
    page.click("#members tbody a[href^='?remove']")
    tour.look(page, "manage-group-remove")
    page.goto(f"{group}?ask=delete")
    tour.look(page, "manage-group-delete")


def _audit(tour: Tour, page: Page) -> None:
    page.goto(f"{tour.demo.issuer}/manage/audit?since=yesterday")
    tour.look(page, "manage-audit-error")
    page.goto(f"{tour.demo.issuer}/manage/audit?action=session%3Asign-in%3Astart")
    tour.look(page, "manage-audit")
    page.goto(f"{tour.demo.issuer}/manage/audit?action=authorization%3Arequest%3Adecide")
    page.locator("#events tbody a").first.click()
    tour.look(page, "manage-audit-reference")
