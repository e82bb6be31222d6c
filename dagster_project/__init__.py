"""Dagster: assets, checks, schedules and the starting of runs; and the command line."""

import warnings

# Dagster calls these beta and warns at each start: single-run backfills, a part of Pipes, and checks with partitions.
# Tests cover our use of each, and a user can do nothing about the warning.
warnings.filterwarnings("ignore", message="Parameter `backfill_policy`")
warnings.filterwarnings("ignore", message="Function `PipesMessageReader")
warnings.filterwarnings("ignore", message="Specifying a partitions_def on an AssetCheckSpec")
