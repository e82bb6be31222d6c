"""What names articles: feeds, sitemaps, listing pages."""
