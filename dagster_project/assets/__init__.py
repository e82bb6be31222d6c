"""The assets: what is made of each day."""
