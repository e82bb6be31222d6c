SELECT r.source_id AS source, r.url, a.language, r.title_before, r.title_after
FROM article_revisions AS r LEFT JOIN articles AS a USING (article_id, day)
WHERE r.day = $day AND r.title_before IS DISTINCT FROM r.title_after
ORDER BY r.seen_at, r.article_id, r.revision
LIMIT $shown
