"""Questions to the database, a module for each part of Naba that asks."""
