"""Benchmarks of speed, beside peers in the same run."""
