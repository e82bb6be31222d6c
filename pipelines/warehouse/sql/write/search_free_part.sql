-- The first number that no part has: numbers of parts that were merged are given again.
SELECT min(part) FROM (SELECT unnest(range(count(DISTINCT segment // 4) + 1)) AS part FROM search_postings)
WHERE part NOT IN (SELECT segment // 4 FROM search_postings UNION SELECT document // 65536 FROM search_documents)
