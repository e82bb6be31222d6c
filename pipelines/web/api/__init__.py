"""The JSON API: what it answers (`answers`), its addresses and their description (`description`), and the pages (`routes`)."""
