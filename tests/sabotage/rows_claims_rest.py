"""The guarded line of each attack test that no other row is about: families AP, CO, CS, IR, LO, MX, OR, RT, RU, XI."""

from tests.sabotage.tree import Control

_T = "tests/security/test_"

CLAIMS_REST = (
    Control(
        "a refresh is no activity of the browser",
        "idp/oidc/store.py",
        "    return _write(_ROTATE,",
        (
            "    from idp.sessions.models import Session\n"
            "\n"
            "    Session.objects.filter(grants=row.id).update(last_seen_at=moment)\n"
            "    return _write(_ROTATE,"
        ),
        f"{_T}rt_18_refresh_revives_no_browser.py::test_an_idle_session_stays_over[openid offline_access]",
    ),
)
