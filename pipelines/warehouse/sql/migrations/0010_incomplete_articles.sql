-- Whether a page shows its whole article. Rows of before do not say until their day is made anew.
ALTER TABLE articles ADD COLUMN is_complete BOOLEAN;
