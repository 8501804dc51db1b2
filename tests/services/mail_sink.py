"""`python -m tests.services.mail_sink PORT FOLDER`: an SMTP server that keeps every mail as a file."""

import asyncio
import itertools
import sys
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope

_sequence = itertools.count(1)


class Keeper:
    """Writes each mail as ``<number>.eml``; a reader never sees half of one."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    async def handle_DATA(self, _server: SMTP, _session: Any, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        content = envelope.content
        assert isinstance(content, bytes)
        path = self.folder / f"{asyncio.get_running_loop().time():.6f}-{next(_sequence):06d}.eml"
        partial = path.with_suffix(".partial")
        partial.write_bytes(content)
        partial.rename(path)
        return "250 kept"


async def serve(port: int, folder: Path) -> None:
    """Serve until stopped."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(Keeper(folder), loop=loop), "127.0.0.1", port)
    await server.serve_forever()


def main(port: str, folder: str) -> None:
    """Make the folder and serve."""
    Path(folder).mkdir(parents=True, exist_ok=True, mode=0o700)
    asyncio.run(serve(int(port), Path(folder)))


if __name__ == "__main__":
    main(*sys.argv[1:])
