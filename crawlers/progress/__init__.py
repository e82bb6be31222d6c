"""How far a crawl is: counted, and shown on a terminal or in a log."""
