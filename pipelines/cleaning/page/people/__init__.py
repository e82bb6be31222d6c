"""The people whom a page names as its authors."""
