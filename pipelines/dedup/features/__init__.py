"""What is kept of a text for comparison: hashes of words and shingles, fingerprints, segments."""
