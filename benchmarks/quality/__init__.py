"""Benchmarks of quality: precision, recall, F1 on real and made data."""
