CREATE OR REPLACE TEMP TABLE superseded AS
WITH both_days AS (
    SELECT
        article_id,
        this.day AS this_day,
        other.day AS other_day,
        (other.fetched_at, other.day) < (this.fetched_at, this.day) AS this_is_newer
    FROM articles AS this JOIN articles AS other USING (article_id)
    WHERE this.day = $day AND this.article_id IN (FROM replaced) AND other.day != $day
)
SELECT article_id, if(this_is_newer, other_day, this_day) AS day FROM both_days
