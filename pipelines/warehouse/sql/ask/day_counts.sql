SELECT
    (SELECT count(*) FROM articles WHERE day = $day),
    count(*),
    count(*) FILTER (role = 'read_also'),
    (SELECT count(*) FROM article_revisions WHERE day = $day)
FROM stories WHERE day = $day
