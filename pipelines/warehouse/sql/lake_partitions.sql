-- In a lake, the files of large tables hold one day each: a day that is written anew replaces its own files, and a question about
-- a day opens no others. Tables with a few rows a day stay whole, as their files could never be merged.

ALTER TABLE captures SET PARTITIONED BY (day);
ALTER TABLE articles SET PARTITIONED BY (day);
ALTER TABLE stories SET PARTITIONED BY (day);
ALTER TABLE article_revisions SET PARTITIONED BY (day);
ALTER TABLE group_summaries SET PARTITIONED BY (day);
