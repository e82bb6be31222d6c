"""Quality and speed, measured now: `make bench`. Ratios are of things run side by side in one process."""
