"""Create an account. Spec: Initiating User Registration via OpenID Connect 1.0 (prompt=create)."""

from typing import Any

from idp.accounts import services as accounts
from idp.accounts.addresses import parse
from idp.core.errors import AppError
from idp.core.http import client_ip
from idp.interaction.checks import Check
from idp.interaction.pages import Answer, Page, Prompt, Proved, Visit, refused

CHECKS = (
    Check(
        "account_wanted",
        lambda context: context.wants_account and not context.address_pending,
        "interaction_required",
        "a request without prompt=create, or an account created for it",
    ),
)


def show(visit: Visit) -> dict[str, Any]:
    """What was typed, but never the password; also when somebody comes back from the code to mend the address."""
    before = visit.interaction.proofs.get("register", {})
    email = visit.data.get("email", before.get("address", ""))
    known = {field: visit.data.get(field, before.get(field, "")) for field in ("name", "preferred_username")}
    return {"email": email, "waits_for_code": bool(before), **known}


def accept(visit: Visit) -> Answer:
    """Create the account, or act the same towards an address that has one; the mail tells its owner."""
    email, name, password = (visit.data.get(field, "") for field in ("email", "name", "password"))
    username = visit.data.get("preferred_username", "")
    values = {"email": email, "name": name, "preferred_username": username}
    try:
        user = accounts.register(
            email,
            password,
            name.strip(),
            username=username,
            binding=visit.binding,
            locale=getattr(visit.request, "LANGUAGE_CODE", ""),
            ip=client_ip(visit.request),
            request=visit.request,
            interaction_id=visit.interaction.id,
        )
    except AppError as error:
        return refused(error, "email", values)
    address = {"register": {"address": parse(email), "name": name.strip(), "preferred_username": username.strip()}}
    return Proved(address | ({"password": {}} if user else {}), user, restarts=True)


PAGE = Page("register", "interaction/register.html", show, accept, also_for=("login", "verify_email"))
PROMPT = Prompt("register", CHECKS, (PAGE,), proofs=("register", "password"))
