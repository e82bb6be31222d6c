-- Whoever was paired by an equal text with a story whose day was written meanwhile may have lost the one that stood for its
-- text. DuckDB 2.0 fails to bind `split_part` in such a filter.
INSERT INTO stories_to_pair
SELECT DISTINCT story_b, (SELECT generation FROM meta)
FROM found JOIN days ON found.day_a = days.day
WHERE rule = 'equal text' AND NOT starts_with(paired_signature, stories_signature || '/')
