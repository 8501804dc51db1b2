"""`python -m tests.services start|stop|status|forget [NAME …]`: what `make services` and `make services-stop` run.

`run COMMAND …` starts the database and Redis, runs a command in their environment, and stops what it started.
"""

import argparse
import os
import shutil
import subprocess
import sys

from tests.services import place, servers
from tests.services.daemons import Daemon, Failed
from tests.services.place import Place


def start(here: Place, daemons: list[Daemon]) -> None:
    """Start what does not run, in order."""
    for daemon in daemons:
        if daemon.pid() is None and daemon.name in servers.FIRST:
            servers.FIRST[daemon.name](here)
        began = daemon.start()
        print(f"{daemon.name:8} {'started' if began else 'runs'}, process {daemon.pid()}")


def stop(daemons: list[Daemon]) -> None:
    """Stop what runs, the last started first."""
    for daemon in reversed(daemons):
        print(f"{daemon.name:8} {'stopped' if daemon.stop() else 'did not run'}")


def status(daemons: list[Daemon]) -> None:
    """What runs."""
    for daemon in daemons:
        print(f"{daemon.name:8} {f'process {daemon.pid()}' if daemon.pid() else 'does not run'}")


def run(here: Place, command: list[str]) -> int:
    """The command's exit code."""
    began = []
    try:
        for daemon in (servers.database(here), servers.redis(here)):
            if daemon.pid() is None:
                began.append(daemon)
            start(here, [daemon])
        given = {name: value for name, value in here.variables.items() if name.startswith("GATEHOUSE_")}
        given["GATEHOUSE_DEMO_SERVICES"] = str(place.environment_file(here.folder))  # where end-to-end tests run their demo
        return subprocess.run(command, env=os.environ | given, check=False).returncode
    finally:
        stop(began)


def main(arguments: list[str]) -> None:
    """Exit codes: 0 done, 1 a service did not come up."""
    parser = argparse.ArgumentParser(prog="tests.services", description=__doc__)
    parser.add_argument("act", choices=["start", "stop", "status", "forget", "run"])
    parser.add_argument("names", nargs=argparse.REMAINDER, help="mariadb redis mail worker (default: all); after run a command")
    options = parser.parse_args(arguments)
    here = place.prepare(place.default_folder())
    daemons = [daemon for daemon in servers.all_of(here) if not options.names or daemon.name in options.names]
    try:
        if options.act == "run":
            sys.exit(run(here, options.names))
        if options.act == "start":
            start(here, daemons)
            print(f"\nEnvironment: {place.environment_file(here.folder)} (IDP_ENV_FILE), mail: {here.mail}")
        elif options.act == "status":
            status(daemons)
        else:
            stop(daemons)
            if options.act == "forget":
                shutil.rmtree(here.folder)
    except Failed as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main(sys.argv[1:])
