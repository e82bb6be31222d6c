"""How messages name a database: never with what its connection string holds beside host and database name."""

import re
from pathlib import Path

# How long a connection waits for a server that says nothing: options of libpq, in seconds, the last in milliseconds.
_PATIENCE = {
    "connect_timeout": 10,
    # A machine that lost its network or its power holds what it held for a minute; the default is two hours.
    "keepalives_idle": 20,
    "keepalives_interval": 10,
    "keepalives_count": 4,
    "tcp_user_timeout": 60_000,
}

_POSTGRES = re.compile(r"(?:ducklake:)?postgres:(?!//)")
_KEYWORD = re.compile(r"\s*(\w+)\s*=\s*('(?:[^'\\]|\\.)*'|(?:[^\s'\\]|\\.)*)(?=\s|$)")
# The user and password of a URI end at its last "@", whatever characters a password has. A "?" before that "@" may as
# well begin the options, which can hold a password: such a URI is not read.
_URI = re.compile(r"postgres(?:ql)?://(?:[^?]*@)?(?P<host>[^@/?\s]*)(?:/(?P<dbname>[^@/?\s]*))?(?:\?[^@]*)?")
_SHOWN = ("dbname", "host")
_SECRETS = ("password", "passfile", "sslpassword")


def shown_name(database: Path | str) -> str:
    """A database's name for messages: a path, or of one in Postgres its database and host, and nothing else."""
    text = str(database)
    kind = _POSTGRES.match(text)
    if kind is None:
        return text
    options = _options(text[kind.end() :].strip())
    shown = " ".join(f"{name}={options[name]}" for name in _SHOWN if options.get(name))
    return f"{kind[0]}{shown or '…'}"


def connection_string(database: Path | str) -> str:
    """What libpq takes: a database's name without what says before it that it is in Postgres."""
    return _POSTGRES.sub("", str(database), count=1)


def with_patience(database: str) -> str:
    """A connection string, or a database's name, that says how long a server may be silent; what it says itself counts."""
    options = [f"{name}={value}" for name, value in _PATIENCE.items() if name not in database]
    if "://" not in database:
        return " ".join((database, *options))
    return f"{database}{'&' if '?' in database else '?'}{'&'.join(options)}"


def without_secrets(message: str, database: Path | str) -> str:
    """A library's message about a database, in one line, with its connection string and its secrets taken out."""
    connection = connection_string(database)
    options = _options(connection.strip())
    secrets = [options[name] for name in _SECRETS if options.get(name)]
    if "://" in connection:
        secrets.append(connection.partition("://")[2].rpartition("@")[0].partition(":")[2])
    for secret in (str(database), connection, *secrets):
        if secret:
            message = message.replace(secret, "…")
    return " ".join(message.split())


def _options(connection: str) -> dict[str, str]:
    """The parts of a connection string, as a URI or as `key=value` words; none where it is neither."""
    if "://" in connection:
        match = _URI.fullmatch(connection)
        return {name: part for name, part in match.groupdict().items() if part} if match else {}
    options: dict[str, str] = {}
    place = 0
    while place < len(connection.rstrip()):
        match = _KEYWORD.match(connection, place)
        if match is None:
            return {}
        value = match[2][1:-1] if match[2].startswith("'") else match[2]
        options[match[1].lower()] = re.sub(r"\\(.)", r"\1", value)
        place = match.end()
    return options
