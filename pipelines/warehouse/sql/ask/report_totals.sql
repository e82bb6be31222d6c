SELECT
    count(*) AS stories,
    count(*) FILTER (copies > 0) AS with_copies,
    coalesce(sum(copies), 0)::BIGINT AS copies,
    len(list_distinct(coalesce(flatten(list(outlets)), []))) AS outlets
FROM group_summaries
WHERE day = $day
