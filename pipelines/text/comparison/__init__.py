"""Two texts side by side: the words in which they differ, and what stands in the place of what."""
