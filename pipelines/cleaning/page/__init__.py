"""A page's HTML: its tree, its main text, and what it says of itself."""
