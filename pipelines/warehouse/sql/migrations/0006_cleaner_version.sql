-- The cleaner's version holds the hash of its wordings, so it is text. Rows of before have none until their day is made
-- anew. A DuckLake changes no integer column to text; hence a new column.
ALTER TABLE articles DROP COLUMN cleaner_version;
ALTER TABLE articles ADD COLUMN cleaner_version VARCHAR;
