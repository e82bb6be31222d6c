-- The index tells where pairs of words stand, and is in the order of buckets: all of it is made anew when the database is
-- published next, in steps: some minutes for a million stories, once.
DELETE FROM search_documents;
DELETE FROM search_postings
