"""The archive: WARC files of our own and of others, and the logs of all attempts to fetch."""
