"""Starting Dagster: a run in this process, the instance, the web interface."""
