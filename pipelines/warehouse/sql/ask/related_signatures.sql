-- The texts are in the signature of the day's stories: reading them would read the whole archive.
SELECT
    day,
    sha256(concat_ws(
        chr(10),
        any_value(stories_signature),
        string_agg(
            concat_ws(' ', story_id, source_id, epoch_us(published_at), md5(coalesce(title, ''))),
            chr(10) ORDER BY story_id
        )
    )) AS signature
FROM story_groups JOIN stories ON story_id = canonical_story_id JOIN days USING (day)
GROUP BY day
