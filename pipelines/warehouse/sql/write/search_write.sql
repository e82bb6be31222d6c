INSERT INTO search_postings
SELECT segment, $field, code >> $shift AS bucket, list(code ORDER BY code)
FROM codes
GROUP BY segment, bucket
ORDER BY bucket, segment
