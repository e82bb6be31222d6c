SELECT day, url
FROM articles
WHERE language = 'ar' AND length(body) > 0
    AND length(regexp_replace(body, '[^\p{Arabic}]', '', 'g'))
        < 0.5 * length(regexp_replace(body, '[^\p{L}]', '', 'g'))
