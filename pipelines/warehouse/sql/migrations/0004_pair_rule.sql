-- The rule that decided a pair. Pairs of before have none until they are found anew, which the next run does: the
-- rules changed with it.
ALTER TABLE duplicate_pairs ADD COLUMN IF NOT EXISTS rule VARCHAR;
