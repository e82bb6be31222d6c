"""The Postgres that several machines share: connecting to it, and how messages name it."""
