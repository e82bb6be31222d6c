"""The stories of a text: where the main one ends, and what is appended."""
