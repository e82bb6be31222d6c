-- What each column of a view and each macro means; apart from comments.sql, as DuckLake keeps none of these.

COMMENT ON COLUMN news.group_id IS 'The story, in story_groups';
COMMENT ON COLUMN news.first_published_at IS 'When it was first published';
COMMENT ON COLUMN news.title IS 'Headline of the canonical story, else of its page';
COMMENT ON COLUMN news.language IS 'Language of that page';
COMMENT ON COLUMN news.source IS 'Outlet that had it first';
COMMENT ON COLUMN news.copies IS 'How many further stories are the same one';
COMMENT ON COLUMN news.outlet_count IS 'In how many outlets it stands';
COMMENT ON COLUMN news.outlets IS 'Which ones, in the order of the alphabet';
COMMENT ON COLUMN news.countries IS 'Countries of these outlets, ISO 3166-1 in small letters, as the files of the sources say';
COMMENT ON COLUMN news.languages IS 'Languages of the pages on which it stands, ISO 639-1';
COMMENT ON COLUMN news.attribution IS 'Whom the first page credits';
COMMENT ON COLUMN news.url IS 'Address of the first page';
COMMENT ON COLUMN news.body IS 'The canonical text';

COMMENT ON COLUMN sources.source_id IS 'The outlet, as all other tables name it';
COMMENT ON COLUMN sources.name IS 'Its name; its id where no file ever named it';
COMMENT ON COLUMN sources.country IS 'ISO 3166 code of the folder that holds its file';
COMMENT ON COLUMN sources.language IS 'Language that the file declares, ISO 639-1';
COMMENT ON COLUMN sources.timezone IS 'IANA name; local times on its pages are read in it';
COMMENT ON COLUMN sources.homepage IS 'Address of its front page';
COMMENT ON COLUMN sources.articles IS 'Articles in the database';
COMMENT ON COLUMN sources.first_seen_at IS 'When the first of them was fetched';
COMMENT ON COLUMN sources.last_seen_at IS 'When the last of them was fetched';

COMMENT ON COLUMN republications.group_id IS 'The story, in story_groups';
COMMENT ON COLUMN republications.original_story_id IS 'The canonical story';
COMMENT ON COLUMN republications.copy_story_id IS 'The copy';
COMMENT ON COLUMN republications.original_source IS 'Outlet of the original';
COMMENT ON COLUMN republications.copy_source IS 'Outlet of the copy';
COMMENT ON COLUMN republications.original_title IS 'Headline of the original';
COMMENT ON COLUMN republications.copy_title IS 'Headline of the copy';
COMMENT ON COLUMN republications.copy_role IS 'main, or read_also where the copy is appended to another article';
COMMENT ON COLUMN republications.lag IS 'From the publication of the original to that of the copy';
COMMENT ON COLUMN republications.overlap IS 'Share of the shorter text that stands in the other';
COMMENT ON COLUMN republications.hamming IS 'Bits in which the fingerprints differ';
COMMENT ON COLUMN republications.reason IS 'How the copy relates to the original: identical, edited, shortened, extended, contained';
COMMENT ON COLUMN republications.credited IS 'Whom the copy''s page credits';
COMMENT ON COLUMN republications.copy_url IS 'Address of the copy';

COMMENT ON COLUMN origins.group_id IS 'The story, in story_groups';
COMMENT ON COLUMN origins.origin IS 'Whom most of its articles credit, else the outlet that had it first';
COMMENT ON COLUMN origins.evidence IS 'credited or earliest: which of the two';
COMMENT ON COLUMN origins.credited_by IS 'How many articles credit it';
COMMENT ON COLUMN origins.earliest_source IS 'The outlet that had it first';
COMMENT ON COLUMN origins.stories IS 'How many stories the group has';

COMMENT ON COLUMN source_health.source_id IS 'The outlet';
COMMENT ON COLUMN source_health.last_success_at IS 'When a feed, sitemap or listing of it last answered';
COMMENT ON COLUMN source_health.attempts IS 'All attempts to fetch anything of it';
COMMENT ON COLUMN source_health.polls IS 'Times that a feed, sitemap or listing was asked for';
COMMENT ON COLUMN source_health.share_not_modified IS 'Share of those in which nothing had changed';
COMMENT ON COLUMN source_health.pages_captured IS 'Article pages stored';
COMMENT ON COLUMN source_health.share_captured IS 'Their share of the pages that were asked for';
COMMENT ON COLUMN source_health.errors IS 'Attempts that went wrong';
COMMENT ON COLUMN source_health.errors_by_class IS 'The same by outcome';
COMMENT ON COLUMN source_health.last_error IS 'The newest of them';
COMMENT ON COLUMN source_health.refusals_by_cause IS 'Pages that answered with something else than their article: blocked, consent, login, gone, front_page, not_the_article';
COMMENT ON COLUMN source_health.share_refused_lately IS 'Share of such pages in the last day in which pages were asked for';
COMMENT ON COLUMN source_health.share_refused_before IS 'The same for all days before';
COMMENT ON COLUMN source_health.is_refusing IS 'Whether that share is a fifth or more, and twice what is usual for the source';
COMMENT ON COLUMN source_health.usual_refusal IS 'The most frequent cause of the last day';
COMMENT ON COLUMN source_health.articles IS 'Articles in the database';
COMMENT ON COLUMN source_health.newest_article_at IS 'Publication of the newest one';
COMMENT ON COLUMN source_health.last_new_at IS 'When a crawl last brought something new';
COMMENT ON COLUMN source_health.usual_gap IS 'Usual time from one such crawl to the next: 90 % are shorter';
COMMENT ON COLUMN source_health.is_silent IS 'Whether it was asked in vain for three times that long';
COMMENT ON COLUMN source_health.cause IS 'What seems to be wrong, where it is silent';

COMMENT ON COLUMN related_groups.group_id IS 'A group';
COMMENT ON COLUMN related_groups.related_group_id IS 'Another one that tells the same event';
COMMENT ON COLUMN related_groups.similarity IS 'Cosine of the words of titles and leads, rare ones counting more: above 0, at most 1';
COMMENT ON COLUMN related_groups.shared_words IS 'What both have in common that tells most';
COMMENT ON COLUMN related_groups.title IS 'Title of the group''s canonical story';
COMMENT ON COLUMN related_groups.source IS 'Its outlet';
COMMENT ON COLUMN related_groups.related_title IS 'The same of the other group';
COMMENT ON COLUMN related_groups.related_source IS 'The same of the other group';
COMMENT ON COLUMN related_groups.lag IS 'How much later the other one was published; below zero where it was earlier';

COMMENT ON COLUMN events.day IS 'Partition of its groups';
COMMENT ON COLUMN events.event_id IS 'Its group that was published first';
COMMENT ON COLUMN events.label IS 'Title of the group that has most in common with the others';
COMMENT ON COLUMN events.groups IS 'How many groups tell it, two at least';
COMMENT ON COLUMN events.stories IS 'How many stories are in these';
COMMENT ON COLUMN events.group_ids IS 'The groups, the first first';

COMMENT ON MACRO fold IS 'A text with the letters folded that are spelled in several ways, as search folds them';
COMMENT ON MACRO fingerprint_distance IS 'Bits in which two fingerprints differ, 0 to 64';
COMMENT ON MACRO TABLE explain_pair IS 'Why two stories, by story_id, are one or are not: FROM explain_pair(''…-0'', ''…-0'')';
COMMENT ON MACRO TABLE explain_story IS 'All stories that are one with this story_id, with the evidence';
COMMENT ON COLUMN source_health.is_gone IS 'Whether its file is gone: it is history, and not silent';
