-- Fewer than five captures of a source say nothing about it.
SELECT
    day,
    format(
        '{}: {} of {} captures: {}', source_id, sum(captures), any_value(total),
        string_agg(format('{} ({})', rejected, captures), '; ' ORDER BY captures DESC, rejected)
    )
FROM (
    SELECT
        day, source_id, rejected, count(*) AS captures,
        sum(count(*)) OVER (PARTITION BY day, source_id) AS total
    FROM captures GROUP BY day, source_id, rejected
)
WHERE rejected IS NOT NULL AND total >= 5
GROUP BY day, source_id
HAVING sum(captures) > 0.2 * any_value(total)
