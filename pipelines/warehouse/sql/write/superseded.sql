CREATE OR REPLACE TEMP TABLE superseded AS
SELECT article_id, other.day
FROM articles AS this JOIN articles AS other USING (article_id)
WHERE this.day = $day AND other.day != $day
    AND (other.fetched_at, other.day) < (this.fetched_at, this.day)
UNION ALL
SELECT article_id, this.day
FROM articles AS this JOIN articles AS other USING (article_id)
WHERE this.day = $day AND other.day != $day
    AND (other.fetched_at, other.day) > (this.fetched_at, this.day)
