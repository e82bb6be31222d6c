WITH busiest AS (
    SELECT source
    FROM (
        SELECT original_source AS source, stories FROM source_exchanges
        UNION ALL SELECT copy_source, stories FROM source_exchanges
    )
    GROUP BY source
    ORDER BY sum(stories) DESC, source
    LIMIT $outlets
)
SELECT original_source AS original, copy_source AS copy, stories, median_lag, credited
FROM source_exchanges
WHERE original_source IN (FROM busiest) AND copy_source IN (FROM busiest)
ORDER BY stories DESC, original, copy
