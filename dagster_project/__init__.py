"""Whatever names a schedule, a partition or an asset; and the command line that starts runs."""
