-- What export.sql gives (the view `exported`), for spreadsheets: lists as JSON, and no text that one would run as a formula.
SELECT
    group_id,
    first_published_at,
    plain(title) AS title,
    language,
    plain(source) AS source,
    plain(url) AS url,
    plain(attribution) AS attribution,
    copies,
    plain(array_to_string(outlets, ' ')) AS outlets,
    plain(body) AS body,
    to_json(republications) AS republications
FROM exported
