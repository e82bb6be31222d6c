"""Dagster's web interface, held to the hosts that it was told: `python -m dagster_project.running.webserver …`.

Dagster's own answers whoever asks under whatever name, so a page elsewhere can start and delete runs through its visitor's
browser. Arguments are those of `dagster-webserver`.
"""

import sys

from starlette.middleware import Middleware

from dagster_project.dagster_gaps import serve_interface
from pipelines.settings import Settings
from pipelines.web.security import HostGuard, NoFraming

# Where mutations are asked for: no other site may even lead a visitor there.
_CLOSED = ("/graphql", "/logs", "/download_debug", "/notebook", "/report_asset")


def main() -> None:
    """The process."""
    hosts = Settings.from_environment().hosts
    serve_interface([Middleware(HostGuard, hosts=hosts, closed=_CLOSED), Middleware(NoFraming)], sys.argv[1:])


if __name__ == "__main__":
    main()
