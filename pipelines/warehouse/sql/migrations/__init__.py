"""`NNNN_what.sql`: from schema NNNN-1 to NNNN. A new database starts from `schema.sql` and needs none."""
