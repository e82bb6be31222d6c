"""Whatever names a schedule, a partition or an asset; and the command line that starts runs."""

import warnings

# Dagster calls single-run backfills and a part of Pipes beta; ours are tested, and a warning at each start
# tells users nothing.
warnings.filterwarnings("ignore", message="Parameter `backfill_policy`")
warnings.filterwarnings("ignore", message="Function `PipesMessageReader")
# So are checks that are evaluated for each day.
warnings.filterwarnings("ignore", message="Specifying a partitions_def on an AssetCheckSpec")
