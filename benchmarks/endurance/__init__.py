"""Benchmarks of endurance: storms, kills, a year of days, mutated pages."""
