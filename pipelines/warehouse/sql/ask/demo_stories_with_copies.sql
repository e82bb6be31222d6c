SELECT
    strftime(first_published_at, '%m-%d %H:%M') AS first_seen,
    source,
    copies,
    array_to_string(list_filter(outlets, outlet -> outlet != source), ' ') AS also_in,
    title
FROM news
WHERE copies > 0
ORDER BY copies DESC, first_published_at
LIMIT 12
