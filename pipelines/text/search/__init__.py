"""What search looks for: stems of words, and numbers for them."""
