"""Machines that share a state need one archive: what one of them holds for fetched, all have to be able to read."""

from pathlib import Path
from uuid import uuid4

from crawlers.memory.database import Database, Table
from pipelines.errors import BadInputError, StorageError, reason_of
from pipelines.settings import Bucket

ARCHIVE = Table("archive", ("what TEXT", "id TEXT NOT NULL", "place TEXT NOT NULL"), ("what",))

# In a folder that several machines mount, wherever each of them mounts it.
_MARK = "archive-id"


def insist_on_one_archive(database: Database, archive: Path | Bucket) -> None:
    """Notes the archive of a state that has none yet, and insists on it from then on.

    Raises:
        BadInputError: it is another one, or its folder is not mounted.
        StorageError: its folder can't be read or written.
    """
    with database.transaction("tables"):
        database.make(ARCHIVE)
        noted = database.select("SELECT id, place FROM archive WHERE what = 'archive'")
        found = _id_of(archive, is_first=not noted)
        if not noted:
            database.upsert(ARCHIVE, ("archive", found, str(archive)))
    if noted and noted[0][0] != found:
        raise BadInputError(
            f"{archive}: another archive than the one of {database.name}, which is {noted[0][1]}: machines that share a "
            "state need one archive (NABA_ARCHIVE), or its folder is not mounted here. If it was moved for good, "
            "empty the table naba_state.archive"
        )


def _id_of(archive: Path | Bucket, *, is_first: bool) -> str:
    """The address of object storage; of a folder, what its mark says, which the first machine makes."""
    if isinstance(archive, Bucket):
        return archive.url
    mark = archive / _MARK
    try:
        if is_first and not mark.exists():
            archive.mkdir(parents=True, exist_ok=True)
            mark.write_text(uuid4().hex)
        return mark.read_text()
    except FileNotFoundError:
        return ""
    except OSError as error:
        raise StorageError(f"{mark}: {reason_of(error)}") from error
