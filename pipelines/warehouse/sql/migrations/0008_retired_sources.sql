-- Sources whose file is gone: they are history, and not silent.
CREATE TABLE IF NOT EXISTS retired_sources (
    source_id VARCHAR NOT NULL,
    retired_at TIMESTAMPTZ NOT NULL
);
