-- What people query. Replaced whenever this file changes, so that they always fit the code.

CREATE OR REPLACE VIEW news AS
SELECT
    g.group_id,
    g.first_published_at,
    coalesce(s.title, a.title) AS title,
    a.language,
    s.source_id AS source,
    g.stories - 1 AS copies,
    g.sources AS outlet_count,
    spread.outlets,
    coalesce(spread.countries, []) AS countries,
    coalesce(spread.languages, []) AS languages,
    a.attribution,
    a.url,
    s.body
FROM story_groups AS g
JOIN stories AS s ON s.story_id = g.canonical_story_id
JOIN articles AS a USING (article_id)
JOIN (
    SELECT
        m.group_id,
        list(DISTINCT m_s.source_id ORDER BY m_s.source_id) AS outlets,
        list(DISTINCT k.country ORDER BY k.country) FILTER (k.country IS NOT NULL) AS countries,
        list(DISTINCT m_a.language ORDER BY m_a.language) FILTER (m_a.language IS NOT NULL) AS languages
    FROM story_group_members AS m
    JOIN stories AS m_s USING (story_id)
    JOIN articles AS m_a USING (article_id)
    LEFT JOIN known_sources AS k ON k.source_id = m_s.source_id
    GROUP BY m.group_id
) AS spread USING (group_id);

-- Every outlet: what its file says, and from when to when it published what is here.
CREATE OR REPLACE VIEW sources AS
SELECT
    coalesce(k.source_id, a.source_id) AS source_id,
    coalesce(k.name, a.source_id) AS name,
    k.country,
    k.language,
    k.timezone,
    k.homepage,
    coalesce(a.articles, 0) AS articles,
    a.first_seen_at,
    a.last_seen_at
FROM known_sources AS k
FULL JOIN (
    SELECT source_id, count(*) AS articles, min(fetched_at) AS first_seen_at, max(fetched_at) AS last_seen_at
    FROM articles GROUP BY source_id
) AS a ON a.source_id = k.source_id;

-- Each copy with the evidence against the canonical story of its group: the verified pair, or what grouping compared.
CREATE OR REPLACE VIEW republications AS
SELECT
    m.group_id,
    original.story_id AS original_story_id,
    copy.story_id AS copy_story_id,
    original.source_id AS original_source,
    copy.source_id AS copy_source,
    original.title AS original_title,
    copy.title AS copy_title,
    copy.role AS copy_role,
    copy.published_at - original.published_at AS lag,
    coalesce(pair.overlap, evidence.overlap) AS overlap,
    bit_count(xor(original.fingerprint::UBIGINT, copy.fingerprint::UBIGINT))::INTEGER AS hamming,
    coalesce(pair.reason, evidence.reason) AS reason,
    article.attribution AS credited,
    article.url AS copy_url
FROM story_groups AS g
JOIN story_group_members AS m ON m.group_id = g.group_id AND NOT m.is_canonical
JOIN stories AS original ON original.story_id = g.canonical_story_id
JOIN stories AS copy ON copy.story_id = m.story_id
JOIN articles AS article ON article.article_id = copy.article_id
LEFT JOIN duplicate_pairs AS pair ON pair.story_a = g.canonical_story_id AND pair.story_b = m.story_id
LEFT JOIN group_evidence AS evidence
    ON evidence.story_id = m.story_id AND evidence.canonical_story_id = g.canonical_story_id;

CREATE OR REPLACE VIEW origins AS
WITH credits AS (
    SELECT m.group_id, a.attribution, count(*) AS articles, min(s.published_at) AS first_published_at
    FROM story_group_members AS m
    JOIN stories AS s ON s.story_id = m.story_id AND s.role = 'main'
    JOIN articles AS a ON a.article_id = s.article_id
    -- "agencies", "follow-ups": nobody in particular
    WHERE a.attribution NOT IN ('وكالات', 'متابعات', 'agencies', 'agences')
    GROUP BY ALL
)
SELECT
    g.group_id,
    coalesce(arg_max(c.attribution, (c.articles, -epoch(c.first_published_at))), any_value(s.source_id)) AS origin,
    CASE WHEN count(c.attribution) = 0 THEN 'earliest' ELSE 'credited' END AS evidence,
    coalesce(max(c.articles), 0) AS credited_by,
    any_value(s.source_id) AS earliest_source,
    any_value(g.stories) AS stories
FROM story_groups AS g
JOIN stories AS s ON s.story_id = g.canonical_story_id
LEFT JOIN credits AS c ON c.group_id = g.group_id
GROUP BY g.group_id;

CREATE OR REPLACE VIEW source_health AS
WITH
-- what asking for lists of articles came to
lists AS (
    SELECT
        source_id,
        max(fetched_at) AS last_asked_at,
        max(fetched_at) FILTER (outcome IN ('captured', 'not_modified') AND error IS NULL) AS last_success_at,
        count(*) FILTER (outcome != 'redirected') AS polls,
        count(*) FILTER (outcome = 'not_modified') AS polls_not_modified,
        arg_max(outcome, fetched_at) FILTER (outcome != 'redirected') AS last_outcome,
        arg_max(status, fetched_at) FILTER (outcome != 'redirected') AS last_status
    FROM fetches WHERE kind NOT IN ('page', 'robots', 'hub')
    GROUP BY source_id
),
attempts AS (
    SELECT
        source_id,
        count(*) AS attempts,
        count(*) FILTER (outcome = 'captured' AND kind = 'page') AS pages_captured,
        count(*) FILTER (kind = 'page' AND outcome NOT IN ('captured', 'known', 'not_modified', 'redirected'))
            AS pages_failed,
        count(*) FILTER (error IS NOT NULL AND outcome != 'redirected') AS errors,
        histogram(outcome) FILTER (error IS NOT NULL AND outcome != 'redirected') AS errors_by_class,
        arg_max(error, fetched_at) FILTER (outcome != 'redirected') AS last_error
    FROM fetches
    GROUP BY source_id
),
-- a source's own rhythm: the usual time from one crawl that brought something new to the next
arrivals AS (
    SELECT source_id, min(fetched_at) AS arrived_at
    FROM fetches WHERE kind = 'page' AND outcome = 'captured'
    GROUP BY source_id, run_id
),
gaps AS (
    SELECT source_id, arrived_at,
        arrived_at - lag(arrived_at) OVER (PARTITION BY source_id ORDER BY arrived_at) AS gap
    FROM arrivals
),
rhythm AS (
    SELECT
        source_id,
        max(arrived_at) AS last_new_at,
        quantile_cont(epoch(gap), 0.9) AS usual_gap_seconds,
        count(gap) AS gaps
    FROM gaps
    GROUP BY source_id
),
-- pages that answered with something else than their article: why, and of the last day beside all days before; a page
-- counts once in each, by its last answer, as one that is refused is asked for again and again, and one that was
-- captured is not
answered_pages AS (
    SELECT
        *,
        fetched_at > max(fetched_at) OVER (PARTITION BY source_id) - INTERVAL 1 DAY AS is_late
    FROM fetches WHERE kind = 'page' AND outcome != 'redirected'
),
asked_pages AS (
    SELECT
        source_id,
        is_late,
        CASE
            WHEN outcome IN ('blocked', 'consent', 'login', 'gone', 'front_page', 'not_the_article') THEN outcome
            WHEN outcome = 'http_error' AND status IN (404, 410) THEN 'gone'
            WHEN outcome = 'http_error' AND status IN (401, 402, 407) THEN 'login'
            WHEN outcome = 'http_error' AND status IN (403, 429, 451) THEN 'blocked'
        END AS refusal
    FROM (
        SELECT
            source_id,
            is_late,
            unnest(arg_max({'outcome': outcome, 'status': status}, fetched_at))
        FROM answered_pages
        GROUP BY source_id, is_late, url
    )
),
refusals AS (
    SELECT
        source_id,
        histogram(refusal) FILTER (refusal IS NOT NULL) AS refusals_by_cause,
        count(*) FILTER (is_late) AS late_pages,
        count(refusal) FILTER (is_late) / nullif(count(*) FILTER (is_late), 0) AS share_refused_lately,
        count(refusal) FILTER (NOT is_late) / nullif(count(*) FILTER (NOT is_late), 0) AS share_refused_before,
        mode(refusal ORDER BY refusal) FILTER (is_late) AS usual_refusal
    FROM asked_pages
    GROUP BY source_id
),
cleaned AS (
    SELECT source_id, count(*) AS articles, max(published_at) AS newest_article_at
    FROM articles
    GROUP BY source_id
),
judged AS (
    SELECT
        *,
        to_seconds(usual_gap_seconds) AS usual_gap,
        -- three usual gaps and no less than six hours; under five gaps nothing is usual yet
        CASE WHEN gaps >= 5 THEN last_new_at + greatest(to_seconds(3 * usual_gap_seconds), INTERVAL 6 HOUR) END
            AS silent_after
    FROM attempts
    LEFT JOIN lists USING (source_id)
    LEFT JOIN rhythm USING (source_id)
    LEFT JOIN cleaned USING (source_id)
    LEFT JOIN refusals USING (source_id)
)
SELECT
    source_id,
    last_success_at,
    attempts,
    polls,
    polls_not_modified / nullif(polls, 0) AS share_not_modified,
    pages_captured,
    pages_captured / nullif(pages_captured + pages_failed, 0) AS share_captured,
    errors,
    errors_by_class,
    last_error,
    refusals_by_cause,
    share_refused_lately,
    share_refused_before,
    -- a fifth of at least five pages, and twice what is usual for the source
    coalesce(
        late_pages >= 5 AND share_refused_lately >= greatest(0.2, 2 * coalesce(share_refused_before, 0)), false
    ) AS is_refusing,
    usual_refusal,
    coalesce(articles, 0) AS articles,
    newest_article_at,
    last_new_at,
    usual_gap,
    coalesce(last_asked_at > silent_after AND NOT is_gone, false) AS is_silent,
    CASE
        WHEN is_gone OR NOT coalesce(last_asked_at > silent_after, false) THEN NULL
        WHEN last_outcome = 'robots_denied' THEN 'blocked by robots.txt'
        WHEN last_outcome = 'http_error' AND last_status IN (404, 410) THEN 'dead'
        WHEN last_outcome = 'http_error' AND last_status IN (401, 403, 429) THEN 'blocked by the server'
        WHEN last_outcome = 'not_a_feed' THEN 'no feed any more'
        WHEN last_outcome = 'not_modified' THEN 'the same bytes'
        WHEN last_outcome = 'captured' AND share_failed > 0.5 THEN 'its articles cannot be fetched'
        WHEN last_outcome = 'captured' THEN 'nothing new in it'
        ELSE 'unreachable'
    END AS cause,
    is_gone
FROM (
    SELECT
        *,
        pages_failed / nullif(pages_captured + pages_failed, 0) AS share_failed,
        source_id IN (SELECT source_id FROM retired_sources) AS is_gone
    FROM judged
);

-- The folding of letters that search uses (`pipelines/text/rules.py`): WHERE fold(title) LIKE '%' || fold('إسرائيل') || '%'.
-- Marks, tatweel and invisible characters go; letters that are spelled in several ways are one.
CREATE OR REPLACE MACRO fold(text) AS lower(translate(
    regexp_replace(
        text,
        '[\x{610}-\x{61A}\x{64B}-\x{65F}\x{670}\x{6D6}-\x{6DC}\x{6DF}-\x{6E4}\x{6E7}\x{6E8}\x{6EA}-\x{6ED}\x{640}\x{AD}'
        || '\x{61C}\x{180E}\x{FEFF}\x{200B}-\x{200F}\x{202A}-\x{202E}\x{2060}-\x{2069}\x{621}\x{FC5E}-\x{FC63}'
        || '\x{FE70}-\x{FE7F}]',
        '',
        'g'
    ),
    'أإآٱٲٳىیئېےۓؤةۃہھەۀۂکڪ٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹',
    'ااااااييييييوهههههههكك01234567890123456789'
));

-- Why two stories are one, or are not: `FROM explain_pair('a-0', 'b-0')`. `naba explain` counts anew what the texts
-- share; this shows what is stored, in SQL.

CREATE OR REPLACE MACRO fingerprint_distance(one, other) AS bit_count(xor(one::UBIGINT, other::UBIGINT))::INTEGER;

CREATE OR REPLACE MACRO explain_pair(one, other) AS TABLE
SELECT
    a.story_id AS story_a,
    b.story_id AS story_b,
    m_a.group_id = m_b.group_id AS one_story,
    fingerprint_distance(a.fingerprint, b.fingerprint) AS hamming,
    coalesce(pair.overlap, evidence.overlap) AS overlap,
    coalesce(pair.jaccard, evidence.jaccard) AS jaccard,
    coalesce(pair.shared_runs, evidence.shared_runs) AS shared_runs,
    coalesce(
        pair.reason,
        evidence.reason,
        CASE WHEN m_a.group_id = m_b.group_id THEN 'through other copies' ELSE 'no verified pair' END
    ) AS reason,
    pair.config,
    a.words AS words_a,
    b.words AS words_b
FROM stories AS a
JOIN stories AS b ON a.story_id = one AND b.story_id = other
LEFT JOIN story_group_members AS m_a ON m_a.story_id = a.story_id
LEFT JOIN story_group_members AS m_b ON m_b.story_id = b.story_id
LEFT JOIN duplicate_pairs AS pair
    ON (pair.story_a = one AND pair.story_b = other) OR (pair.story_a = other AND pair.story_b = one)
LEFT JOIN group_evidence AS evidence
    ON (evidence.canonical_story_id = one AND evidence.story_id = other)
    OR (evidence.canonical_story_id = other AND evidence.story_id = one);

CREATE OR REPLACE MACRO explain_story(one) AS TABLE
SELECT
    other.story_id,
    s.source_id AS source,
    coalesce(s.title, a.title) AS title,
    s.published_at,
    other.is_canonical,
    fingerprint_distance(s.fingerprint, mine.fingerprint) AS hamming,
    coalesce(pair.overlap, evidence.overlap) AS overlap,
    coalesce(pair.jaccard, evidence.jaccard) AS jaccard,
    coalesce(pair.shared_runs, evidence.shared_runs) AS shared_runs,
    CASE
        WHEN other.story_id = one THEN 'the story asked about'
        ELSE coalesce(pair.reason, evidence.reason, 'through other copies')
    END AS reason
FROM story_group_members AS m
JOIN stories AS mine ON mine.story_id = m.story_id
JOIN story_group_members AS other ON other.group_id = m.group_id
JOIN stories AS s ON s.story_id = other.story_id
JOIN articles AS a ON a.article_id = s.article_id
LEFT JOIN duplicate_pairs AS pair
    ON (pair.story_a = one AND pair.story_b = other.story_id) OR (pair.story_a = other.story_id AND pair.story_b = one)
LEFT JOIN group_evidence AS evidence
    ON (evidence.canonical_story_id = one AND evidence.story_id = other.story_id)
    OR (evidence.canonical_story_id = other.story_id AND evidence.story_id = one)
WHERE m.story_id = one
ORDER BY other.is_canonical DESC, s.published_at, s.story_id;

-- Each link from both sides, so that one condition on group_id is enough.
CREATE OR REPLACE VIEW related_groups AS
WITH sides AS (
    SELECT earlier_group_id AS group_id, later_group_id AS related_group_id, similarity, shared_words FROM group_links
    UNION ALL
    SELECT later_group_id, earlier_group_id, similarity, shared_words FROM group_links
)
SELECT
    sides.group_id,
    sides.related_group_id,
    sides.similarity,
    sides.shared_words,
    one.title,
    one.source_id AS source,
    other.title AS related_title,
    other.source_id AS related_source,
    other.published_at - one.published_at AS lag
FROM sides
JOIN stories AS one ON one.story_id = sides.group_id
JOIN stories AS other ON other.story_id = sides.related_group_id
SEMI JOIN story_groups AS g ON g.group_id = sides.group_id
SEMI JOIN story_groups AS related ON related.group_id = sides.related_group_id;

CREATE OR REPLACE VIEW events AS
SELECT
    e.day,
    e.event_id,
    any_value(e.label) AS label,
    count(*) AS groups,
    sum(g.stories)::BIGINT AS stories,
    list(e.group_id ORDER BY g.first_published_at, e.group_id) AS group_ids
FROM event_groups AS e
JOIN story_groups AS g USING (group_id)
GROUP BY e.day, e.event_id
HAVING count(*) > 1;
