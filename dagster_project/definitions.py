"""What Dagster loads: `dagster-webserver -m dagster_project.definitions`.

A source file with a mistake is left out and named in the log; the others go on.
"""

import logging

from crawlers.registry.loading import load_registry
from dagster_project.build import build_definitions
from pipelines.settings import Settings

_settings = Settings.from_environment()
_registry = load_registry(_settings.sources)
for _problem in _registry.problems:
    logging.getLogger(__name__).warning("left out: %s", _problem.message)
defs = build_definitions(_settings, _registry)
