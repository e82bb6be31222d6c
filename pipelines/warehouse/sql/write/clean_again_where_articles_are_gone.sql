UPDATE cleaned_sources SET signature = ''
WHERE day != $day AND (day, source_id) IN (
    SELECT captures.day, captures.source_id
    FROM captures JOIN former_articles USING (source_id, url)
    WHERE former_articles.article_id NOT IN (SELECT article_id FROM articles)
)
