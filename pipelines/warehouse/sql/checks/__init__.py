"""One file a check: a row (day, line) for each offender."""
