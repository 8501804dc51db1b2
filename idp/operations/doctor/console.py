"""The account console under /app/: built, and with a client that leads to it."""

from django.conf import settings

from idp.clients import account_console, registry
from idp.operations.doctor.finding import Fault

_BUILD = "Install the wheel that `make wheel` builds, or run `make frontend/dist/index.html` in a checkout; then start again."


def is_served() -> str:
    """/app/ answers with the React app, or was switched off. Raises: Fault."""
    client_id, found = settings.IDP.app_client_id, account_console.fault(registry.fresh)
    if found == account_console.OFF:
        return "switched off: IDP_APP_CLIENT_ID is empty"
    faults = {
        account_console.NOT_BUILT: Fault("the React app is not built", f"{_BUILD} Or set IDP_APP_CLIENT_ID to nothing."),
        account_console.NO_CLIENT: Fault(f"its client {client_id} is not registered", "Start `idp serve`: it registers it."),
        account_console.DISABLED: Fault(f"its client {client_id} is turned off", f"Run `idp client enable {client_id}`."),
        account_console.UNFIT: Fault(
            f"the client {client_id} does not lead to {settings.IDP.public_url}/app/",
            f"Give it the redirect URI {account_console.addresses()['redirect_uris'][0]} as a public client, "
            "or set IDP_APP_CLIENT_ID to the id of another.",
        ),
    }
    if found:
        raise faults[found]
    return f"{settings.IDP.public_url}/app/, client {client_id}"
