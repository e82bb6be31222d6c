-- What stood in articles' place and was stored as them: a wall, an error page, a teaser for all. Equal texts have equal
-- fingerprints, so that few texts are compared.
WITH likely AS (
    SELECT unnest(list(article_id)) AS article_id
    FROM stories WHERE role = 'main'
    GROUP BY source_id, fingerprint HAVING count(*) > 1
)
SELECT day, format('{}: one text under {} titles, such as {} and {}', source_id, titles, title, other_title)
FROM (
    SELECT
        max(day) AS day, source_id, count(DISTINCT title) AS titles, min(title) AS title, max(title) AS other_title
    FROM articles SEMI JOIN likely USING (article_id)
    WHERE length(body) > 0
    GROUP BY source_id, md5(body)
)
WHERE titles > 1
