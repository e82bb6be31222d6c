"""All that Naba uses of Dagster beyond its public interface. No other module may.

Each piece says what Dagster 1.13 lacks and when to look again. `tests/dagster_project/test_dagster_gaps.py` fails for
each piece that a newer Dagster takes away, and for private names of Dagster in any other module.
"""

import logging
import shutil
import sqlite3
import sys
from collections.abc import Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import dagster as dg

# Only a target ties a check's result to the materialisation that it is about; `AssetCheckResult` has no place for it.
# Look again once dagster exports the class, or `AssetCheckResult` takes a partition.
from dagster._core.definitions.asset_checks.asset_check_evaluation import (
    AssetCheckEvaluationTargetMaterializationData as CheckTarget,
)

# Dagster says nowhere where it keeps a run's events. Look again once `DagsterInstance` can prune its history.
from dagster._core.storage.event_log.sqlite.sqlite_event_log import SqliteEventLogStorage

# Look again once the daemon starts on a new instance without a warning.
from dagster._daemon.auto_run_reexecution.event_log_consumer import DAGSTER_EVENT_TYPES, _create_cursor_key

if TYPE_CHECKING:
    from starlette.middleware import Middleware

__all__ = [
    "DAEMON_MODULE",
    "SCHEDULE_TAG",
    "CheckTarget",
    "LoggedLine",
    "allow_missing_results",
    "begin_reading_events",
    "days_of_run",
    "forget_run",
    "logged_line",
    "range_tags",
    "serve_interface",
    "shrink_history",
    "size_of_run",
]

# The tags that tell a run its partitions. Public code can ask for one partition or for a backfill, and not for one run
# over a range of days. Look again once `RunRequest` takes a partition range for a job.
_ONE_DAY = "dagster/partition"
_RANGE_START = "dagster/asset_partition_range_start"
_RANGE_END = "dagster/asset_partition_range_end"

SCHEDULE_TAG = "dagster/schedule_name"
"""Tag that the daemon gives a run that a schedule asked for. Look again once `RunsFilter` takes a schedule."""

DAEMON_MODULE = "dagster._daemon"
"""The daemon, to be started with `python -m`: the command `dagster-daemon` may be another environment's."""


def range_tags(first: date, last: date) -> dict[str, str]:
    """Tags of one run over all days from first to last."""
    return {_RANGE_START: first.isoformat(), _RANGE_END: last.isoformat()}


def days_of_run(tags: Mapping[str, str]) -> set[date]:
    """The days that a run with these tags makes."""
    first = tags.get(_RANGE_START, tags.get(_ONE_DAY))
    if first is None:
        return set()
    last = date.fromisoformat(tags.get(_RANGE_END, first))
    days = (last - date.fromisoformat(first)).days
    return {last - timedelta(days=back) for back in range(days + 1)}


def allow_missing_results(context: dg.AssetExecutionContext) -> None:
    """Lets the step succeed although a selected asset gets no result: a source whose crawl failed has none.

    After a Pipes process, a step insists on a result for every selected asset, also for one that is `skippable`.
    Look again once `PipesClientCompletedInvocation` has an option for it.
    """
    context.op_execution_context._step_execution_context._requires_typed_event_stream = False  # noqa: SLF001 - as said


@dataclass(frozen=True, slots=True)
class LoggedLine:
    """A line that a run logged.

    Attributes:
        step: the step that logged it, or None for the run itself.
        text: the message as it was logged.
        is_event: Dagster logged it about one of its own events, not a step about its work.
        tells_failure: Dagster says that a step failed, or can't begin because of one, or that the run failed by them
            or by Ctrl-C.
    """

    step: str | None
    text: str
    is_event: bool
    tells_failure: bool


def logged_line(record: logging.LogRecord) -> LoggedLine | None:
    """What Dagster knows of a record that a run's logger gets; None for a record of another library.

    A public logger gets the text only, with run id and step id written into it.
    """
    metadata = getattr(record, "dagster_meta", None)
    if metadata is None:
        return None
    event: dg.DagsterEvent | None = metadata.get("dagster_event")
    text = metadata.get("orig_message") or ""
    tells_failure = text.startswith("Dependencies for step") or (
        event is not None
        and (
            event.is_step_failure
            or (event.is_run_failure and ("Steps failed" in text or "interrupted unexpectedly" in text))
        )
    )
    return LoggedLine(metadata.get("step_key"), text, event is not None, tells_failure)


def size_of_run(instance: dg.DagsterInstance, run_id: str) -> int:
    """Bytes of the event file that Dagster's SQLite storage has of each run; 0 with another storage.

    Look again once `DagsterInstance` tells the size of a run's events.
    """
    file = _event_file(instance, run_id)
    return file.stat().st_size if file and file.exists() else 0


def forget_run(instance: dg.DagsterInstance, run_id: str) -> None:
    """Removes a run with its events and logs. Dagster's `delete_run` leaves an emptied file of events, and the logs.

    Look again once it does not.
    """
    instance.compute_log_manager.delete_logs(prefix=[run_id])
    file = _event_file(instance, run_id)
    instance.delete_run(run_id)
    if file:
        for ending in ("", "-wal", "-shm", "-journal"):
            file.with_name(file.name + ending).unlink(missing_ok=True)
    with suppress(OSError):
        shutil.rmtree(Path(instance.storage_directory()) / run_id)


def shrink_history(instance: dg.DagsterInstance) -> None:
    """Gives the room of removed runs back to the disk, where SQLite holds them and nobody writes at this moment.

    Look again once `dagster instance` has a command for it.
    """
    storage = instance.event_log_storage
    if not isinstance(storage, SqliteEventLogStorage):
        return
    for file in (
        Path(storage.path_for_shard("index")),
        Path(storage.path_for_shard("index")).parents[1] / "runs.db",
    ):
        with suppress(sqlite3.Error), closing(sqlite3.connect(file, timeout=5)) as connection:
            connection.execute("VACUUM")


def _event_file(instance: dg.DagsterInstance, run_id: str) -> Path | None:
    storage = instance.event_log_storage
    return Path(storage.path_for_shard(run_id)) if isinstance(storage, SqliteEventLogStorage) else None


def begin_reading_events(instance: dg.DagsterInstance) -> None:
    """Notes where the daemon is to begin reading events: at the end, where it would begin itself, with two warnings."""
    keys = {_create_cursor_key(event_type) for event_type in DAGSTER_EVENT_TYPES}
    storage = instance.daemon_cursor_storage
    missing = keys - storage.get_cursor_values(keys).keys()
    if missing:
        newest = instance.event_log_storage.get_maximum_record_id() or 0
        storage.set_cursor_values(dict.fromkeys(missing, str(newest)))


def serve_interface(middleware: "Sequence[Middleware]", arguments: Sequence[str]) -> None:
    """Runs Dagster's web interface in this process, with middleware before all of it.

    Its command has no option for it. Look again once it can be told which hosts to answer to.

    Args:
        middleware: the outermost first.
        arguments: of the command `dagster-webserver`.
    """
    from dagster_webserver import app  # noqa: PLC0415 - a second, for this process only
    from dagster_webserver.cli import main  # noqa: PLC0415 - as above
    from dagster_webserver.webserver import DagsterWebserver  # noqa: PLC0415 - as above

    class Guarded(DagsterWebserver):  # type: ignore[type-arg]  # a parameter that takes no argument at run time
        def build_middleware(self) -> "list[Middleware]":
            return [*middleware, *super().build_middleware()]

    vars(app)["DagsterWebserver"] = Guarded
    sys.argv = ["dagster-webserver", *arguments]
    main()  # type: ignore[no-untyped-call]  # Dagster's
