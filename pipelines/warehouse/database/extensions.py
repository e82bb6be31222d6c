"""DuckDB's extensions, from wheels: nothing is downloaded while Naba runs. And object storage, which is two of them."""

import importlib.util
from pathlib import Path

import duckdb

from pipelines.errors import BadInputError, StorageError
from pipelines.settings import s3_endpoint
from pipelines.warehouse.sql import quoted

OBJECT_STORAGE = "s3://"
"""How the place of files begins that are no folder: S3, or a server that speaks as it does."""

_NAMES = {"httpfs": "naba[s3]", "aws": "naba[s3]"}


def load_extensions(connection: duckdb.DuckDBPyConnection, *names: str) -> None:
    """Loads extensions, and keeps DuckDB from fetching others by itself.

    Raises:
        BadInputError: one is not installed for this DuckDB.
    """
    # DuckDB would look for a missing one in the network, in the middle of a statement.
    connection.execute("SET autoinstall_known_extensions = false; SET autoload_known_extensions = false")
    for name in names:
        try:
            connection.execute(f"LOAD {quoted(extension_file(name) or name)}")
        except duckdb.Error:
            raise BadInputError(
                f"DuckDB {duckdb.__version__} has no extension {name} here: install {_NAMES.get(name, 'naba[ducklake]')}, "
                f"whose extensions are of one version of DuckDB, or say INSTALL {name} in this DuckDB once"
            ) from None


def extension_file(name: str) -> str | None:
    """The file of an extension in its wheel, where that is installed and of this DuckDB."""
    package = importlib.util.find_spec(f"duckdb_extension_{name}")
    for folder in (package.submodule_search_locations or ()) if package else ():
        file = Path(folder) / "extensions" / f"v{duckdb.__version__}" / f"{name}.duckdb_extension"
        if file.exists():
            return str(file)
    return None


def use_object_storage(connection: duckdb.DuckDBPyConnection) -> None:
    """Lets a connection read and write `s3://…`, with the keys that AWS's own tools would find.

    These are, in AWS's order: the environment, the shared files of profiles, and the role of the container or machine. They
    are in the memory of this connection only, and renewed where they expire.

    Raises:
        BadInputError: an extension is missing, or `AWS_ENDPOINT_URL` is no address.
        StorageError: there are no keys.
    """
    load_extensions(connection, "httpfs", "aws")
    options = ["TYPE s3", "PROVIDER credential_chain", "REFRESH auto"]
    endpoint = s3_endpoint()
    if endpoint is not None:
        options += [
            f"ENDPOINT {quoted(endpoint.host)}",
            f"USE_SSL {str(endpoint.is_encrypted).lower()}",
            f"URL_STYLE '{'vhost' if endpoint.bucket_in_host else 'path'}'",
        ]
    try:
        connection.execute(f"CREATE OR REPLACE TEMPORARY SECRET naba ({', '.join(options)})")
    except duckdb.Error as error:
        if "Secret Validation Failure" not in str(error):
            raise
        raise StorageError(
            "no keys for the object storage: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or give this "
            "machine a role"
        ) from None
