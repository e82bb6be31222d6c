"""Which dates a page gives as its publication."""
