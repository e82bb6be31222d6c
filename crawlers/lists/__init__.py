"""The kinds of lists that name a publisher's articles: each one class in one file, named in `kinds.KINDS`."""
