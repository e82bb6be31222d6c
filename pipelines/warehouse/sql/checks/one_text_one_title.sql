-- What stood in articles' place and was stored as them: a wall, an error page, a teaser for all.
SELECT day, format('{}: one text under {} titles, such as {} and {}', source_id, titles, title, other_title)
FROM (
    SELECT
        max(day) AS day, source_id, count(DISTINCT title) AS titles, min(title) AS title, max(title) AS other_title
    FROM articles
    WHERE length(body) > 0
    GROUP BY source_id, md5(body)
)
WHERE titles > 1
