SELECT
    any_value(e.label) AS label,
    arg_min(g.language, (e.label IS DISTINCT FROM g.title, g.group_id)) AS language,
    count(*) AS groups,
    sum(g.copies + 1)::BIGINT AS stories,
    list_sort(list_distinct(flatten(list(g.outlets)))) AS outlets
FROM event_groups AS e
JOIN group_summaries AS g USING (group_id)
WHERE e.day = $day
GROUP BY e.event_id
HAVING count(*) > 1
ORDER BY groups DESC, stories DESC, e.event_id
LIMIT $shown
