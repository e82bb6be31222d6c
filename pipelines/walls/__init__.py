"""What stands in place of an article: blocks, consent, log-ins, pages that are gone, sites out of order."""
