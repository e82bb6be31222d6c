-- Which stories of a day stand for their groups; all else that groups are related by is in the signature of the day's stories.
-- Read at every change, of all days, so it reads no texts and sorts nothing.
SELECT day, concat_ws(' ', any_value(stories_signature), bit_xor(md5_number(story_id))) AS signature
FROM story_groups JOIN stories ON story_id = canonical_story_id JOIN days USING (day)
GROUP BY day
