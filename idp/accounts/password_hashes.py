"""Password hashes that an operator brings along, as they are kept here. Spec: RFC 9106; the PHC string format.

Argon2id only, as Django writes it (``argon2$argon2id$v=19$…``), as other software does (``$argon2id$v=19$…``), or as we do.
"""

import re

from idp.accounts import passwords

_HASH = re.compile(r"(?:\$|argon2\$|argon2id\$)?(argon2id\$v=\d+\$m=\d+,t=\d+,p=\d+\$[A-Za-z0-9+/]+\$[A-Za-z0-9+/]+)", re.ASCII)


def kept(encoded: str) -> str | None:
    """The hash in the form that ``passwords.check`` reads; None for anything else."""
    found = _HASH.fullmatch(encoded.strip())
    ours = f"argon2id${found[1]}" if found else ""
    return ours if passwords.is_hash(ours) else None
