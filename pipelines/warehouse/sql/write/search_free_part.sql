-- The first number that no part has: numbers of parts that were merged are given again.
WITH parts AS (
    SELECT segment // getvariable('part_segments') AS part FROM search_postings
    UNION SELECT document // getvariable('part_documents') FROM search_documents
)
SELECT min(part) FROM (SELECT unnest(range(count(*) + 1)) AS part FROM parts) WHERE part NOT IN (FROM parts)
