"""Signing keys for a test's database: generated once per process, since an RSA pair takes longer than most tests."""

from idp.oidc import keys
from idp.oidc.models import SigningKey

_made: list[SigningKey] = []


def insert() -> None:
    """Put active keys into the database and let the process forget those of the test before, which were rolled back."""
    if SigningKey.objects.filter(state="active").exists():
        return
    if _made:
        for row in _made:
            row.pk = None
            row._state.adding = True
        SigningKey.objects.bulk_create(_made)
    else:
        keys.ensure()
        _made.extend(SigningKey.objects.filter(state="active"))
    if keys.signer("ES256").kid not in {row.kid for row in _made}:  # parsing is slow too: only what is wrong is forgotten
        keys.forget()
