"""What one line of a text is: a marker, a label, a headline, prose."""
