"""The main content of a page: which of its lines are the article's, by a small learned model."""
