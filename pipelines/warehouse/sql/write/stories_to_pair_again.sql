-- Whoever was paired by an equal text with a story whose day was written meanwhile may have lost the one that stood for its
-- text.
INSERT INTO stories_to_pair
SELECT DISTINCT story_b, generation
FROM meta CROSS JOIN found
WHERE rule = 'equal text' AND day_a IN (
    SELECT day FROM days WHERE split_part(paired_signature, '/', 1) != stories_signature
)
