"""Pictures as places: what stands where in an SVG. Templates draw them, and have the table of each beside it."""
