SELECT day, url FROM articles WHERE published_at > fetched_at + INTERVAL 1 DAY
