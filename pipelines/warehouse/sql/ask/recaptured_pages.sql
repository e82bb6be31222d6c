SELECT source_id, url, list((capture_id, warc_file, warc_offset, epoch_us(fetched_at)) ORDER BY fetched_at, capture_id)
FROM captures
WHERE day = ? AND kind = 'page'
GROUP BY source_id, url HAVING count(*) > 1
ORDER BY source_id, url
