-- Most texts have no letter of another script: those whose letters are counted are few.
SELECT day, url
FROM articles
WHERE language = 'ar' AND NOT regexp_full_match(body, '[\p{Arabic}\P{L}]*')
    AND length(regexp_replace(body, '[^\p{Arabic}]+', '', 'g'))
        < 0.5 * length(regexp_replace(body, '[^\p{L}]+', '', 'g'))
