"""The errors that Naba raises for its users.

Each message is one line that says what is wrong, where, and what to do. The command line prints it and
exits with 2; a traceback means a defect of Naba.
"""

import errno
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pydantic import ValidationError


class NabaError(Exception):
    """Base of all errors that a user can do something about."""


class BadInputError(NabaError):
    """An input (file, line, option, source file) is missing or not what was expected."""


class StorageError(NabaError):
    """The data folder or the database cannot be read or written."""


class OtherVersionError(StorageError):
    """The published database was made by another version of Naba; the next run makes it anew."""


class BusyError(StorageError):
    """Somebody else holds what is needed; the same may work a little later. The only error worth a retry."""


class LostRaceError(BusyError):
    """Somebody else wrote the database between begin and end of a session, of which nothing was written."""


class BrokenRuleError(NabaError):
    """The database breaks a rule that must hold of what is published."""


class NoArticleError(NabaError):
    """A page or feed entry holds no article; the message is the reason, counted and shown."""


_ADVICE = {
    errno.ENOSPC: "the disk is full: free some of it, then do the same again",
    errno.EDQUOT: "the disk quota is used up: free some of it, then do the same again",
    errno.EROFS: "the file system is read-only: mount it writable, or name another folder with NABA_DATA",
    errno.EACCES: "not permitted: give this user the right to write there, or name another folder with NABA_DATA",
    errno.EPERM: "not permitted: give this user the right to write there, or name another folder with NABA_DATA",
    errno.EMFILE: "too many open files: raise the limit (`ulimit -n`)",
    errno.EIO: "the disk can't be read or written there: look at the system's log",
}
_NO_BUCKET = "there is no such bucket: make it, or name another with NABA_LAKE_FILES or NABA_ARCHIVE"
_NO_KEYS = "the object storage refuses this user: check AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or the machine's role"
_NO_ANSWER = "the object storage does not answer: check AWS_ENDPOINT_URL, AWS_REGION, and the network"
# What databases and object storages say instead of an error number.
_SAID = (
    ("no space left on device", _ADVICE[errno.ENOSPC]),
    ("database or disk is full", _ADVICE[errno.ENOSPC]),
    # SQLite's word for all that fails beside its database, as on a disk that has no room for a file of 32 KB.
    ("disk i/o error", "the disk is full, or fails: free some of it, else look at the system's log"),
    ("read-only file system", _ADVICE[errno.EROFS]),
    ("attempt to write a readonly database", _ADVICE[errno.EACCES]),
    ("permission denied", _ADVICE[errno.EACCES]),
    ("too many open files", _ADVICE[errno.EMFILE]),
    ("input/output error", _ADVICE[errno.EIO]),
    ("nosuchbucket", _NO_BUCKET),
    ("invalidaccesskeyid", _NO_KEYS),
    ("signaturedoesnotmatch", _NO_KEYS),
    ("accessdenied", _NO_KEYS),
    ("(http code 401)", _NO_KEYS),
    ("(http code 403)", _NO_KEYS),
    ("secret validation failure", _NO_KEYS),
    ("403 forbidden", _NO_KEYS),
    ("401 unauthorized", _NO_KEYS),
    # Where no keys are found, a machine is asked for its role, under this address.
    ("169.254.169.254", _NO_KEYS),
    ("error for http ", _NO_ANSWER),
    ("http error: error sending request", _NO_ANSWER),
    ("nosuchkey", "a file of it is gone from the object storage: bring it back"),
)


def first_fault(error: "ValidationError") -> str:
    """The first thing that is wrong with values that were given: which one, and what was expected."""
    fault = error.errors(include_url=False)[0]
    # Pydantic's word before what our own validators say.
    said = fault["msg"].removeprefix("Value error, ")
    return ": ".join((".".join(map(str, fault["loc"])), said))


def reason_of(error: OSError, advice: str | None = None) -> str:
    """Why a file could not be read or written, and what to do.

    Args:
        error: what the system said.
        advice: what to do where the reason itself does not say.
    """
    known = _ADVICE.get(error.errno) if error.errno else None
    said = error.strerror or str(error)
    return known or (f"{said}: {advice}" if advice else said)


def advice_on(said: str) -> str | None:
    """What to do about a failure of disk, permissions or object storage that a library tells of in words; else None."""
    said = said.lower()
    return next((advice for words, advice in _SAID if words in said), None)


def disk_failure(error: BaseException | None) -> StorageError | None:
    """What is wrong with disk, permissions or object storage, if that is behind an error of any library; else None."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        if isinstance(error, OSError) and error.errno in _ADVICE:
            where = f"{error.filename}: " if error.filename else ""
            return StorageError(f"{where}{_ADVICE[error.errno]}")
        advice = None if isinstance(error, NabaError) else advice_on(str(error))
        if advice is not None:
            return StorageError(f"{str(error).strip().splitlines()[0]}: {advice}")
        error = error.__cause__ or error.__context__
    return None
