"""Rows, days and archives small or large enough for the warehouse's and dedup's tests."""
