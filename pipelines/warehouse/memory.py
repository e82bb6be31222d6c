"""What was found in one state of the database: as long as nobody writes, it need not be found again."""

import json
from contextlib import suppress
from typing import Any

import duckdb

from pipelines.errors import StorageError
from pipelines.files.whole import written_whole
from pipelines.settings import Settings


class StateMemory:
    """Findings in a file, which hold for the state of the database in which they were made; a cache, made anew when lost."""

    def __init__(
        self,
        settings: Settings,
        name: str,
        connection: duckdb.DuckDBPyConnection,
        *,
        through_derived: bool = False,
    ) -> None:
        """The memory of this name, as far as it holds for what the session `connection` sees.

        Args:
            settings: where the file is.
            name: of the file.
            connection: a session.
            through_derived: whether findings hold while only pairs, groups and links are written.
        """
        self._file = settings.warehouse / f"{name}.json"
        [(lineage, generation, derived)] = connection.execute(
            "SELECT id, generation, writes FROM lineage, meta, derived_writes"
        ).fetchall()
        self._state = f"{lineage}/{generation - derived if through_derived else generation}"
        self._found: dict[str, Any] = {}
        with suppress(OSError, ValueError, KeyError, TypeError):
            held = json.loads(self._file.read_text(encoding="utf-8"))
            if held["state"] == self._state:
                self._found = dict(held["found"])

    def get(self, key: str) -> Any:
        """What was found under the key; None where it has to be found now."""
        return self._found.get(key)

    def put(self, key: str, found: Any) -> None:
        """Keeps a finding, which JSON can hold."""
        self._found[key] = found
        # A full disk is for those to say who lose something by it.
        with suppress(StorageError), written_whole(self._file) as out:
            json.dump({"state": self._state, "found": self._found}, out, ensure_ascii=False)
