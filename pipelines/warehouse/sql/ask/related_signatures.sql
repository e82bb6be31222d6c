SELECT
    day,
    sha256(string_agg(
        concat_ws(
            ' ',
            story_id,
            source_id,
            epoch_us(published_at),
            md5(concat_ws(chr(31), coalesce(title, ''), left(body, $characters)))
        ),
        chr(10) ORDER BY story_id
    )) AS signature
FROM story_groups JOIN stories ON story_id = canonical_story_id
GROUP BY day
