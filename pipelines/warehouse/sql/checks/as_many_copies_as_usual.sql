-- The band is .25 to either side: shares of days with 20 stories or more vary by less, unless a source turned into
-- a mirror, or grouping into something else.
WITH shares AS (
    SELECT s.day, count(*) AS stories, avg((g.stories > 1)::INTEGER) AS share
    FROM stories AS s JOIN story_group_members USING (story_id) JOIN story_groups AS g USING (group_id)
    GROUP BY s.day
    HAVING count(*) >= 20
),
with_usual AS (
    SELECT *, median(share) OVER weeks AS usual, count(*) OVER weeks AS known
    FROM shares
    WINDOW weeks AS (ORDER BY day RANGE BETWEEN INTERVAL 28 DAYS PRECEDING AND INTERVAL 1 DAY PRECEDING)
)
SELECT day, format('{:.0f} % of {} stories stand more than once, usually {:.0f} %', 100 * share, stories, 100 * usual)
FROM with_usual
WHERE known >= 7 AND abs(share - usual) > 0.25
