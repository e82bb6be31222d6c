SELECT capture_id, source_id, warc_file, warc_offset, epoch_us(fetched_at)
FROM captures
WHERE day = ?
QUALIFY row_number() OVER (
    PARTITION BY source_id, url ORDER BY kind = 'page' DESC, fetched_at DESC, capture_id
) = 1
ORDER BY warc_file, warc_offset
