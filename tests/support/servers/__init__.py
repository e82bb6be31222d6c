"""Servers and processes that tests and benchmarks talk to, all on loopback."""
