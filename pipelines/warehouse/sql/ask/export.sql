-- Each story of some days once, with all its copies: variables first_day and last_day, UTC, both included.
SELECT
    group_id,
    first_published_at,
    title,
    language,
    source,
    url,
    attribution,
    copies,
    outlets,
    body,
    coalesce(copied.republications, []) AS republications
FROM news
LEFT JOIN (
    SELECT
        group_id,
        list(
            {
                'source': copy_source, 'url': copy_url, 'title': copy_title, 'role': copy_role,
                'lag_seconds': epoch(lag)::BIGINT, 'overlap': overlap, 'reason': reason, 'credited': credited
            }
            ORDER BY lag, copy_story_id
        ) AS republications
    FROM republications
    GROUP BY group_id
) AS copied USING (group_id)
WHERE first_published_at::DATE BETWEEN getvariable('first_day') AND getvariable('last_day')
ORDER BY first_published_at, group_id
