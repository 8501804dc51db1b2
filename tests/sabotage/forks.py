"""A process that imports once what never changes (pytest, Django, the libraries) and forks a child for each run of pytest.

Of the three seconds of such a run two are imports. Nothing of ``idp`` or ``tests`` is imported before the fork: each child
sees the tree as it is at that moment. ``tree.py`` runs this as a script in the copy's folder; a line of standard input is
a request, a line of standard output its answer, both JSON.
"""

import importlib
import json
import os
import sys
from pathlib import Path

import pytest

QUIET = ("-W", "ignore:Module already imported:pytest.PytestAssertRewriteWarning")  # before the fork, on purpose
LIBRARIES = (
    "argon2",
    "celery.app.base",
    "cryptography.x509",
    "django.contrib.admin",
    "django.core.management.commands.migrate",
    "django.test.runner",
    "httpx",
    "hypothesis.strategies",
    "joserfc.jwt",
    "kombu.utils.objects",
    "oauthlib.openid",
    "pydantic_settings",
    "structlog",
    "time_machine",
    "yaml",
)


def run(arguments: list[str], output: str) -> int:
    """pytest in a child; what it says goes into the file ``output``. Returns its exit code."""
    child = os.fork()
    if child == 0:
        code = int(pytest.ExitCode.INTERNAL_ERROR)
        try:  # whatever happens, a child never goes on as its parent
            file = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
            os.dup2(file, 1)
            os.dup2(file, 2)
            code = int(pytest.main([*QUIET, *arguments]))
            sys.stdout.flush()
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


if __name__ == "__main__":
    sys.path[0] = str(Path.cwd())
    for library in LIBRARIES:
        importlib.import_module(library)
    for line in sys.stdin:
        request = json.loads(line)
        sys.stdout.write(json.dumps(run(request["arguments"], request["output"])) + "\n")
        sys.stdout.flush()
