"""What to make of each answer of a crawl: follow, keep, count. Knows no Scrapy."""
