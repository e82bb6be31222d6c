"""The database itself: a file or a DuckLake, its definitions and its locks."""
