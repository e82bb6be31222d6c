"""The errors that Naba raises for its users.

Each message is one line that says what is wrong, where, and what to do. The command line prints it and
exits with 2; a traceback means a defect of Naba.
"""

import errno


class NabaError(Exception):
    """Base of all errors that a user can do something about."""


class BadInputError(NabaError):
    """An input (file, line, option, source file) is missing or not what was expected."""


class StorageError(NabaError):
    """The data folder or the database cannot be read or written."""


class BusyError(StorageError):
    """Somebody else holds what is needed; the same may work a little later. The only error worth a retry."""


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
# What databases say instead of an error number.
_SAID = (
    ("no space left on device", _ADVICE[errno.ENOSPC]),
    ("database or disk is full", _ADVICE[errno.ENOSPC]),
    ("read-only file system", _ADVICE[errno.EROFS]),
    ("attempt to write a readonly database", _ADVICE[errno.EACCES]),
    ("permission denied", _ADVICE[errno.EACCES]),
    ("too many open files", _ADVICE[errno.EMFILE]),
    ("input/output error", _ADVICE[errno.EIO]),
)


def reason_of(error: OSError, advice: str | None = None) -> str:
    """Why a file could not be read or written, and what to do.

    Args:
        error: what the system said.
        advice: what to do where the reason itself does not say.
    """
    known = _ADVICE.get(error.errno) if error.errno else None
    said = error.strerror or str(error)
    return known or (f"{said}: {advice}" if advice else said)


def disk_failure(error: BaseException | None) -> StorageError | None:
    """What is wrong with disk or permissions, if that is behind an error, whatever library raised it; else None."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        if isinstance(error, OSError) and error.errno in _ADVICE:
            where = f"{error.filename}: " if error.filename else ""
            return StorageError(f"{where}{_ADVICE[error.errno]}")
        said = str(error).lower()
        for words, advice in _SAID:
            if words in said and not isinstance(error, NabaError):
                return StorageError(f"{str(error).strip().splitlines()[0]}: {advice}")
        error = error.__cause__ or error.__context__
    return None
