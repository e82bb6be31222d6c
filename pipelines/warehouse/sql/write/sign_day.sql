-- The row of a day, from the rows that it has now; what its pairs were found for stays.
CREATE OR REPLACE TEMP TABLE signed AS
SELECT
    $day::DATE AS day,
    (SELECT count(*)::INTEGER FROM articles WHERE day = $day) AS articles,
    (SELECT count(*)::INTEGER FROM stories WHERE day = $day) AS stories,
    (
        SELECT sha256(coalesce(string_agg(line, chr(10) ORDER BY story_id), ''))
        FROM (
            SELECT
                story_id,
                concat_ws(' ', story_id, role, epoch_us(published_at), md5(concat_ws(chr(10), title, body))) AS line
            FROM stories WHERE day = $day
        )
    ) AS stories_signature,
    (SELECT any_value(paired_signature) FROM days WHERE day = $day) AS paired_signature
