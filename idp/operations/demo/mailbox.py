"""The mails that a provider on this machine has sent, as files in a folder, newest first."""

import email
import email.policy
import re
import time
from email.message import EmailMessage
from pathlib import Path

WAIT_SECONDS = 5  # mail leaves through the outbox, a moment after the page that announces it


def mails(folder: Path, to: str | None = None) -> list[EmailMessage]:
    """The mails in the folder, newest first; their names begin with the time."""
    paths = sorted(folder.glob("*.eml"), reverse=True)
    found = [email.message_from_bytes(path.read_bytes(), _class=EmailMessage, policy=email.policy.default) for path in paths]
    return [mail for mail in found if to is None or str(mail["To"]).casefold() == to.casefold()]


def newest(folder: Path, to: str | None, pattern: str) -> str | None:
    """What stands alone on a line of the newest mail that has it; a mail may still be on its way."""
    for _ in range(WAIT_SECONDS * 10):
        for mail in mails(folder, to):
            if found := re.search(rf"^\s*({pattern})\s*$", mail.get_content(), re.MULTILINE):
                return found[1]
        time.sleep(0.1)
    return None
