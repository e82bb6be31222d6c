SELECT title, language, url, source, copies, outlets, first_published_at, last_published_at
FROM group_summaries
WHERE day = $day
ORDER BY copies DESC, first_published_at, group_id
LIMIT $shown
