-- What each table, view and column means, for whoever opens the database with any client.

COMMENT ON TABLE articles IS 'One page, cleaned: its newest capture';
COMMENT ON COLUMN articles.day IS 'The partition: the UTC date of publication as known when the page was fetched';
COMMENT ON COLUMN articles.article_id IS 'Hash of source and address: the same on every rebuild';
COMMENT ON COLUMN articles.capture_id IS 'The capture that it was made from';
COMMENT ON COLUMN articles.source_id IS 'The outlet: the name of its source file';
COMMENT ON COLUMN articles.url IS 'The address that was fetched';
COMMENT ON COLUMN articles.canonical_url IS 'The address that the page itself names, else url';
COMMENT ON COLUMN articles.title IS 'Headline as displayed; NULL where the page has none';
COMMENT ON COLUMN articles.author IS 'Who wrote it, as the page says';
COMMENT ON COLUMN articles.section IS 'Section or topic that the page names';
COMMENT ON COLUMN articles.image_url IS 'The lead image';
COMMENT ON COLUMN articles.language IS 'ISO 639-1 code: what the page is written in';
COMMENT ON COLUMN articles.published_at IS 'When the publisher says it was published; NULL where nothing tells';
COMMENT ON COLUMN articles.published_from IS 'Where that date was found: json_ld, meta, time, feed, text, url or update (the page shows no other)';
COMMENT ON COLUMN articles.fetched_at IS 'When the page was fetched';
COMMENT ON COLUMN articles.attribution IS 'Whom the text itself credits: an agency or another outlet';
COMMENT ON COLUMN articles.keywords IS 'Keywords and tags of the page';
COMMENT ON COLUMN articles.related IS 'Headlines of "read also" blocks, which are in no body';
COMMENT ON COLUMN articles.body IS 'The main story''s text, a paragraph a line';
COMMENT ON COLUMN articles.text IS 'The page''s whole text, with what was removed from the body';
COMMENT ON COLUMN articles.removed IS
    'Spans of text that are in no body: characters from start to end (exclusive), and what they are';
COMMENT ON COLUMN articles.is_complete IS 'Whether the page shows the whole article; false where the rest is for subscribers';
COMMENT ON COLUMN articles.cleaner_version IS 'Version of the cleaner that made the row, with the hash of its wordings; NULL if that was before schema 6';

COMMENT ON TABLE stories IS 'One news text of a page: the main one (position 0) or one appended under "read also"';
COMMENT ON COLUMN stories.day IS 'Day of its article';
COMMENT ON COLUMN stories.story_id IS 'article_id and position';
COMMENT ON COLUMN stories.article_id IS 'The page that it stands on';
COMMENT ON COLUMN stories.source_id IS 'Outlet of that page';
COMMENT ON COLUMN stories.position IS '0 for the main story, then in the order of the page';
COMMENT ON COLUMN stories.role IS 'main, or read_also: appended under "read also"';
COMMENT ON COLUMN stories.title IS 'Its headline; NULL for a main story without one';
COMMENT ON COLUMN stories.dateline IS 'Place and agency that the text begins with';
COMMENT ON COLUMN stories.body IS 'Its text, a paragraph a line';
COMMENT ON COLUMN stories.published_at IS 'The article''s publication time; the time of fetching where it gives none';
COMMENT ON COLUMN stories.words IS 'Words of the normalised text';
COMMENT ON COLUMN stories.fingerprint IS '64-bit simhash of the normalised text';
COMMENT ON COLUMN stories.fingerprint_version IS 'Versions of normaliser and fingerprint';

COMMENT ON TABLE story_groups IS 'All stories that are one story; a story without copies is a group of one';
COMMENT ON COLUMN story_groups.group_id IS 'The canonical story''s id, and so stable as long as that one is';
COMMENT ON COLUMN story_groups.canonical_story_id IS
    'The story that stands for all: the earliest, main stories before appended ones';
COMMENT ON COLUMN story_groups.first_published_at IS
    'When the canonical story was published; a page that appends it may be older';
COMMENT ON COLUMN story_groups.stories IS 'How many they are';
COMMENT ON COLUMN story_groups.sources IS 'In how many outlets';

COMMENT ON TABLE story_group_members IS 'A story in its group';
COMMENT ON COLUMN story_group_members.group_id IS 'The group';
COMMENT ON COLUMN story_group_members.story_id IS 'One of its stories; each is in exactly one group';
COMMENT ON COLUMN story_group_members.is_canonical IS 'Whether it is the one that stands for all';

COMMENT ON TABLE story_group_renames IS
    'Group ids that are no more, each once: a group is named by its canonical story, and got another one';
COMMENT ON COLUMN story_group_renames.old_group_id IS 'The former id';
COMMENT ON COLUMN story_group_renames.new_group_id IS
    'A present group: the one that has the former canonical story, or where that is gone, the first of the others';
COMMENT ON COLUMN story_group_renames.renamed_at IS 'When old_group_id last began to lead to new_group_id';

COMMENT ON TABLE stories_to_group IS
    'Pipeline''s own: stories that changed, or whose pairs did, since groups were found';
COMMENT ON COLUMN stories_to_group.story_id IS 'The story; more than once if more than one thing changed';
COMMENT ON COLUMN stories_to_group.is_provisional IS 'Whether it stands as a group of one only until groups are found';
COMMENT ON COLUMN stories_to_group.former_group_id IS 'The group that it stood in, where that is no more';

COMMENT ON TABLE days_to_summarise IS
    'Pipeline''s own: days of group_summaries that are to be made anew when the database is published';
COMMENT ON COLUMN days_to_summarise.day IS 'UTC day of the first copy of a story; more than once if more than one thing changed';

COMMENT ON TABLE stories_to_pair IS
    'Pipeline''s own: stories that lost pairs since pairs were found, and may be there again';
COMMENT ON COLUMN stories_to_pair.story_id IS 'The story; more than once if it happened more than once';
COMMENT ON COLUMN stories_to_pair.generation IS 'The count of writes (meta.generation) before the one that took the pairs';

COMMENT ON TABLE duplicate_pairs IS 'Two stories verified to be one; story_a comes first in canonical order';
COMMENT ON COLUMN duplicate_pairs.story_a IS 'The earlier story';
COMMENT ON COLUMN duplicate_pairs.story_b IS 'The later one';
COMMENT ON COLUMN duplicate_pairs.day_a IS 'Day of story_a';
COMMENT ON COLUMN duplicate_pairs.day_b IS 'Day of story_b';
COMMENT ON COLUMN duplicate_pairs.hamming IS 'Bits in which the fingerprints differ, 0 to 64';
COMMENT ON COLUMN duplicate_pairs.overlap IS 'Share of the smaller text''s five-word shingles that stand in the other';
COMMENT ON COLUMN duplicate_pairs.jaccard IS 'Five-word shingles in both texts, of all that stand in either';
COMMENT ON COLUMN duplicate_pairs.shared_runs IS 'Five-word shingles in both texts that are no boilerplate';
COMMENT ON COLUMN duplicate_pairs.reason IS
    'How story_b relates to story_a: identical, edited, shortened, extended or contained';
COMMENT ON COLUMN duplicate_pairs.config IS 'Thresholds that it was found with';
COMMENT ON COLUMN duplicate_pairs.rule IS
    'What decided: equal text, jaccard, containment, lead, aligned lead, aligned or sentences (docs/dedup.md)';

COMMENT ON TABLE article_revisions IS
    'One change of an article: its normalised title or text became another one between two fetches';
COMMENT ON COLUMN article_revisions.day IS 'Day of the article';
COMMENT ON COLUMN article_revisions.article_id IS 'The article';
COMMENT ON COLUMN article_revisions.revision IS '1 for the first change';
COMMENT ON COLUMN article_revisions.capture_id IS 'The capture with the changed text';
COMMENT ON COLUMN article_revisions.source_id IS 'The outlet';
COMMENT ON COLUMN article_revisions.url IS 'Address of the page';
COMMENT ON COLUMN article_revisions.seen_at IS 'When the changed text was fetched; it changed at some time before';
COMMENT ON COLUMN article_revisions.title_before IS 'Headline before the change';
COMMENT ON COLUMN article_revisions.title_after IS 'Headline after it';
COMMENT ON COLUMN article_revisions.body_before IS 'Text before the change';
COMMENT ON COLUMN article_revisions.body_after IS 'Text after it';

COMMENT ON TABLE captures IS 'One stored article response (or full-text feed entry), with its place in the archive';
COMMENT ON COLUMN captures.day IS 'The partition';
COMMENT ON COLUMN captures.capture_id IS 'Hash of source, address, kind and body';
COMMENT ON COLUMN captures.source_id IS 'The outlet';
COMMENT ON COLUMN captures.kind IS 'page, or entry: full text that a feed''s entry carried';
COMMENT ON COLUMN captures.url IS 'Address of the article';
COMMENT ON COLUMN captures.fetched_at IS 'When it was fetched';
COMMENT ON COLUMN captures.status IS 'HTTP status';
COMMENT ON COLUMN captures.bytes IS 'Size of the body';
COMMENT ON COLUMN captures.sha256 IS 'Hash of the body';
COMMENT ON COLUMN captures.warc_file IS 'File in the archive';
COMMENT ON COLUMN captures.warc_offset IS 'Where in it the record begins, in bytes';
COMMENT ON COLUMN captures.rejected IS
    'Why the page gave no article; NULL where it gave one, or a newer capture of the address stands for it';

COMMENT ON TABLE fetches IS 'One attempt to fetch anything: a feed, a page, robots.txt';
COMMENT ON COLUMN fetches.run_id IS 'The crawl that made it';
COMMENT ON COLUMN fetches.fetched_at IS 'When it began';
COMMENT ON COLUMN fetches.source_id IS 'For which outlet';
COMMENT ON COLUMN fetches.url IS 'What was asked for';
COMMENT ON COLUMN fetches.kind IS 'page, robots, hub (asked to tell of changes), or the kind of list: feed, sitemap, listing, …';
COMMENT ON COLUMN fetches.status IS 'HTTP status; NULL where there was no answer';
COMMENT ON COLUMN fetches.outcome IS 'What came of it: captured, not_modified, http_error, robots_denied, …';
COMMENT ON COLUMN fetches.bytes IS 'Size of the body after decoding, 0 where it was not read';
COMMENT ON COLUMN fetches.duration_ms IS 'From sending the request to the end of the body';
COMMENT ON COLUMN fetches.error IS 'What went wrong, one line; NULL where nothing did';

COMMENT ON TABLE days IS 'The days that are in the database, and whether their pairs are of their present stories';
COMMENT ON COLUMN days.day IS 'The partition';
COMMENT ON COLUMN days.articles IS 'Its articles';
COMMENT ON COLUMN days.stories IS 'Its stories';
COMMENT ON COLUMN days.stories_signature IS 'Hash of its stories';
COMMENT ON COLUMN days.paired_signature IS
    'Hash of the stories that its pairs were found for; NULL where they must be found again';

COMMENT ON TABLE archive_files IS 'What was read of the archive';
COMMENT ON COLUMN archive_files.day IS 'Day of the file';
COMMENT ON COLUMN archive_files.file IS 'Path in the archive';
COMMENT ON COLUMN archive_files.bytes IS 'Its length when it was read';
COMMENT ON COLUMN archive_files.cleaned IS 'Whether articles were made from it since';

COMMENT ON TABLE fetch_logs IS 'Which fetch logs were read';
COMMENT ON COLUMN fetch_logs.run_id IS 'The crawl';
COMMENT ON COLUMN fetch_logs.bytes IS 'Length of its log when it was read; a longer one is read again';

COMMENT ON TABLE meta IS 'The database itself, one row';
COMMENT ON COLUMN meta.schema_version IS 'Number of the last migration';
COMMENT ON COLUMN meta.generation IS 'Raised by every write: tells whether a published copy is behind';
COMMENT ON COLUMN meta.definitions IS 'Hash of the definitions of tables, views and comments as last run here';

COMMENT ON TABLE migrations IS 'The steps that brought this database from an older schema to this one';
COMMENT ON COLUMN migrations.version IS 'Number of the step';
COMMENT ON COLUMN migrations.name IS 'Its name';
COMMENT ON COLUMN migrations.applied_at IS 'When it was done';

COMMENT ON VIEW news IS 'One row a story: its canonical text, how many copies, in which outlets';

COMMENT ON VIEW sources IS 'Every outlet: its name, country and language, and from when to when its articles were fetched';
COMMENT ON VIEW republications IS
    'Original to copy: lag, evidence against the canonical story, whom the copy credits';

COMMENT ON VIEW origins IS
    'Of each story, where it comes from: whom most of its articles credit, or else the outlet that had it first';

COMMENT ON VIEW source_health IS
    'One row a source: when it last answered, what it gave, what went wrong; is_silent by its own rhythm, and cause';
COMMENT ON TABLE lineage IS 'Which database this is, one row: generations of two databases can not be compared';
COMMENT ON COLUMN lineage.id IS 'Random, made with the database';

COMMENT ON TABLE derived_writes IS 'Writes that left captures, articles and stories as they were, one row';
COMMENT ON COLUMN derived_writes.writes IS 'How many of meta.generation';

COMMENT ON TABLE set_aside IS 'What could not be read or stored of an archive file or a fetch log; everything else of it is there';
COMMENT ON COLUMN set_aside.file IS 'Path in the archive, or name of the fetch log';
COMMENT ON COLUMN set_aside.place IS 'Offset of the record in the archive file, or number of the line in the log';
COMMENT ON COLUMN set_aside.reason IS 'Why';

COMMENT ON TABLE cleaned_sources IS 'What the articles of each source and day were made of; equal ones are not cleaned again';
COMMENT ON COLUMN cleaned_sources.day IS 'Day of the articles';
COMMENT ON COLUMN cleaned_sources.source_id IS 'Their outlet; empty for a day of which all were cleaned';
COMMENT ON COLUMN cleaned_sources.signature IS 'Hash of their captures, the rules of the source, and the versions of cleaner and fingerprint';

COMMENT ON TABLE known_sources IS 'What the files of the sources say, also of those whose file is gone; the view `sources` adds what they published';
COMMENT ON COLUMN known_sources.source_id IS 'The outlet';
COMMENT ON COLUMN known_sources.name IS 'Its name, as its file says';
COMMENT ON COLUMN known_sources.country IS 'ISO 3166 code of the folder that holds the file';
COMMENT ON COLUMN known_sources.language IS 'Language that the file declares, ISO 639-1';
COMMENT ON COLUMN known_sources.timezone IS 'IANA name; local times on its pages are read in it';
COMMENT ON COLUMN known_sources.homepage IS 'Address of its front page';

COMMENT ON TABLE retired_sources IS 'Sources that were fetched from and have no file any more; `naba tidy` finds them';
COMMENT ON COLUMN retired_sources.source_id IS 'The outlet';
COMMENT ON COLUMN retired_sources.retired_at IS 'When that was noticed';

COMMENT ON TABLE group_links IS
    'Two groups that tell the same event in other words, each pair once; the view related_groups has it from both sides';
COMMENT ON COLUMN group_links.day IS 'Partition of the later group';
COMMENT ON COLUMN group_links.earlier_group_id IS 'The group that was published first';
COMMENT ON COLUMN group_links.later_group_id IS 'The other one, within 72 hours';
COMMENT ON COLUMN group_links.similarity IS 'Cosine of the words of titles and leads, rare ones counting more: above 0, at most 1';
COMMENT ON COLUMN group_links.shared_words IS 'Words and pairs of words in both that tell most, as normalised, from the earlier one';

COMMENT ON TABLE event_groups IS 'The events of a day: its groups that are linked with each other; a group in none has no row';
COMMENT ON COLUMN event_groups.day IS 'Partition of the groups';
COMMENT ON COLUMN event_groups.event_id IS 'The group of the event that was published first';
COMMENT ON COLUMN event_groups.label IS 'Title of the group that has most in common with the others';
COMMENT ON COLUMN event_groups.group_id IS 'A group that tells the event';

COMMENT ON TABLE related_days IS 'What the links and events of a day were made of; another one means: make them anew';
COMMENT ON COLUMN related_days.day IS 'The partition';
COMMENT ON COLUMN related_days.signature IS 'Hash of the groups of the day and of the days before it, and of the thresholds';

COMMENT ON VIEW related_groups IS
    'Groups within 72 hours that tell the same event in other words, each link from both sides; they are never merged';
COMMENT ON VIEW events IS 'The events of a day that several groups tell, each under one label';

COMMENT ON TABLE group_evidence IS
    'What a copy has in common with its group''s canonical story where the two make no pair; the view republications has both';
COMMENT ON COLUMN group_evidence.story_id IS 'The copy';
COMMENT ON COLUMN group_evidence.canonical_story_id IS 'The canonical story of its group';
COMMENT ON COLUMN group_evidence.hamming IS 'Bits in which the fingerprints differ, 0 to 64';
COMMENT ON COLUMN group_evidence.overlap IS 'Share of the smaller text''s five-word shingles that stand in the other';
COMMENT ON COLUMN group_evidence.jaccard IS 'Shared shingles / shingles of either';
COMMENT ON COLUMN group_evidence.shared_runs IS 'Shared shingles';
COMMENT ON COLUMN group_evidence.reason IS 'How the copy relates to it: identical, edited, shortened, extended, contained';

COMMENT ON TABLE search_documents IS 'Pipeline''s own: which stories the search index holds';
COMMENT ON COLUMN search_documents.document IS 'Number of the story in the index; another one whenever its titles or texts change';
COMMENT ON COLUMN search_documents.group_id IS 'The story, in story_groups';
COMMENT ON COLUMN search_documents.day IS 'UTC day on which its canonical story was published';
COMMENT ON COLUMN search_documents.content IS 'Hash of what was indexed: titles and texts of all copies, and the version of the index';

COMMENT ON TABLE search_postings IS 'Pipeline''s own: which stories hold a word, for the search of explorer, feeds and naba mcp';
COMMENT ON COLUMN search_postings.segment IS 'Part of the index: stories that were indexed together';
COMMENT ON COLUMN search_postings.field IS 'title, text (titles included), or pair: two words in a row';
COMMENT ON COLUMN search_postings.bucket IS 'First 16 bits of the numbers of its words or pairs';
COMMENT ON COLUMN search_postings.codes IS 'Number of a word''s stem, or of a pair and its place, * 16384 + a story that holds it (search_documents.document - segment * 16384), ascending';

COMMENT ON TABLE former_sources IS 'Ids that outlets had before: their rows are stored under the present id';
COMMENT ON COLUMN former_sources.former_id IS 'The former id, each once';
COMMENT ON COLUMN former_sources.source_id IS 'The present one';
COMMENT ON COLUMN former_sources.is_first IS 'Whether it is the oldest of the outlet''s: ids of its articles are made of that';
