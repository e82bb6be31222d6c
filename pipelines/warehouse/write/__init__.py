"""Writing: one partition at a time, inside the caller's transaction."""
