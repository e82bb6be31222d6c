-- Documents of groups that changed or are gone go, also of those that began on another day; what the index does not hold is to
-- be indexed.
DELETE FROM search_documents
WHERE (day IN (FROM days_of_step) OR group_id IN (SELECT group_id FROM contents))
    AND (group_id, day, content) NOT IN (SELECT group_id, day, content FROM contents);
CREATE OR REPLACE TEMP TABLE to_index AS
SELECT group_id, day, content, false AS was_indexed FROM contents WHERE group_id NOT IN (SELECT group_id FROM search_documents);

-- Small parts are made into larger ones, eight of about a size at a time; what is half full stays. So a document
-- is indexed anew five times at most, and there are few parts (a log-structured merge, as Lucene's LogMergePolicy).
CREATE OR REPLACE TEMP TABLE merged AS
WITH sizes AS (
    SELECT document // getvariable('part_documents') AS part, floor(ln(count(*)) / ln(8)) AS tier
    FROM search_documents GROUP BY part HAVING count(*) < getvariable('part_documents') // 2
)
SELECT part FROM sizes WHERE tier IN (SELECT tier FROM sizes GROUP BY tier HAVING count(*) >= 8);
INSERT INTO to_index
SELECT group_id, day, content, true FROM search_documents WHERE document // getvariable('part_documents') IN (FROM merged);
DELETE FROM search_documents WHERE document // getvariable('part_documents') IN (FROM merged);
DROP TABLE merged;
DELETE FROM search_postings
WHERE segment // getvariable('part_segments') NOT IN (SELECT document // getvariable('part_documents') FROM search_documents)
