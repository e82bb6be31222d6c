"""The only place for Scrapy: one middleware a file, and the spiders."""
