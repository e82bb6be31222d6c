"""Dedup over days on disk: features, index and pairs that follow what changed."""
