"""The one search of explorer, feeds, JSON API and `naba mcp`: its words, the stories that it finds, and what it found in them."""
