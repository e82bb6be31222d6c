-- Few pages are captured again: these are found first, so that only their captures are gathered.
WITH again AS (
    SELECT source_id, url FROM captures WHERE day = $day AND kind = 'page' GROUP BY source_id, url HAVING count(*) > 1
)
SELECT source_id, url, list((capture_id, warc_file, warc_offset, epoch_us(fetched_at)) ORDER BY fetched_at, capture_id)
FROM captures SEMI JOIN again USING (source_id, url)
WHERE day = $day AND kind = 'page'
GROUP BY source_id, url
ORDER BY source_id, url
