-- Documents of groups that changed or are gone go, also of those that began on another day; what the index does not hold is to
-- be indexed.
DELETE FROM search_documents
WHERE (day IN (FROM days_of_step) OR group_id IN (SELECT group_id FROM contents))
    AND (group_id, day, content) NOT IN (FROM contents);
CREATE OR REPLACE TEMP TABLE to_index AS
FROM contents WHERE group_id NOT IN (SELECT group_id FROM search_documents);
DROP TABLE contents;

-- Small segments are made into larger ones, eight of about a size at a time; what is more than half full stays. So a document
-- is indexed anew four times at most, and there are never many segments (a log-structured merge, as Lucene's LogMergePolicy).
CREATE OR REPLACE TEMP TABLE merged AS
WITH sizes AS (
    SELECT document // 16384 AS segment, floor(ln(count(*)) / ln(8)) AS tier
    FROM search_documents GROUP BY segment HAVING count(*) <= 8192
)
SELECT segment FROM sizes WHERE tier IN (SELECT tier FROM sizes GROUP BY tier HAVING count(*) >= 8);
INSERT INTO to_index
SELECT group_id, day, content FROM search_documents WHERE document // 16384 IN (FROM merged);
DELETE FROM search_documents WHERE document // 16384 IN (FROM merged);
DROP TABLE merged;
DELETE FROM search_postings WHERE segment NOT IN (SELECT document // 16384 FROM search_documents)
