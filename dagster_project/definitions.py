"""What Dagster loads: `dagster dev -m dagster_project.definitions`."""

from dagster_project.build import build_definitions
from pipelines.settings import Settings

defs = build_definitions(Settings.from_environment())
