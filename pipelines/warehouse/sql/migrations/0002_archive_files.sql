-- What was read of the archive is known by file, and whether it was cleaned: a day whose run was killed between
-- the two is made again. All days count as behind until then; a rebuild gives the same rows.
CREATE TABLE archive_files (
    day DATE NOT NULL,
    file VARCHAR NOT NULL,
    bytes BIGINT NOT NULL,
    cleaned BOOLEAN NOT NULL
);
DROP TABLE archive_days;
