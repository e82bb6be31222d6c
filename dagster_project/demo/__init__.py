"""The embedded newsroom: served, crawled, and held against its truth file."""
