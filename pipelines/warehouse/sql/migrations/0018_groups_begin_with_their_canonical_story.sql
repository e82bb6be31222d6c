-- A group's time was that of its first copy, though that may be a page of days before, which appended the story later. The
-- lists of all days are made anew with the definitions (group_summaries.sql).
UPDATE story_groups SET first_published_at = stories.published_at
FROM stories WHERE stories.story_id = story_groups.canonical_story_id
