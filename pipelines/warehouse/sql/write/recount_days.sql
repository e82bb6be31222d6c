UPDATE days SET
    articles = (SELECT count(*) FROM articles AS a WHERE a.day = days.day),
    stories = (SELECT count(*) FROM stories AS s WHERE s.day = days.day),
    stories_signature = split_part(stories_signature, '-', 1) || '-' || (
        SELECT sha256(coalesce(string_agg(story_id, ' ' ORDER BY story_id), ''))[:16]
        FROM stories AS s WHERE s.day = days.day
    )
WHERE day IN (SELECT day FROM superseded)
