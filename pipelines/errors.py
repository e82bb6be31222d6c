"""The errors that Naba raises for its users.

Each message is one line that says what is wrong, where, and what to do. The command line prints it and
exits with 2; a traceback means a defect of Naba.
"""


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
