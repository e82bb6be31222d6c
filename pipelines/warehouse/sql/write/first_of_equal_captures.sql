DELETE FROM captures
WHERE day = $day AND (capture_id, warc_file, warc_offset) NOT IN (
    SELECT
        capture_id,
        first(warc_file ORDER BY fetched_at, warc_file, warc_offset),
        first(warc_offset ORDER BY fetched_at, warc_file, warc_offset)
    FROM captures WHERE day = $day GROUP BY capture_id
)
