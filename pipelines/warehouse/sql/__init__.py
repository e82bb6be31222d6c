"""The SQL of the warehouse, one file a purpose, read with `importlib.resources`."""
