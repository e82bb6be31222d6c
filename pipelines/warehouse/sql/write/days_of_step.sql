-- The first of the days whose lists are to be made anew: as many as have no more stories together, and at least one.
CREATE OR REPLACE TEMP TABLE days_of_step AS
WITH waiting AS (
    SELECT d.day, count(g.group_id) AS stories
    FROM (SELECT DISTINCT day FROM days_to_summarise) AS d
    LEFT JOIN story_groups AS g ON g.first_published_at::DATE = d.day
    GROUP BY d.day
)
SELECT day FROM (SELECT day, stories, sum(stories) OVER (ORDER BY day) AS so_far FROM waiting)
WHERE so_far <= $stories OR so_far = stories
