SELECT
    (SELECT count(*) FROM articles) AS articles,
    (SELECT count(DISTINCT source_id) FROM articles) AS sources,
    (SELECT count(*) FROM stories) AS stories,
    (SELECT count(*) FROM stories WHERE role = 'read_also') AS read_also,
    (SELECT count(*) FROM news) AS groups
