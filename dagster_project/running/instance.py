"""Dagster's instance: one folder under the data folder, kept between starts."""

import os
from importlib import resources

import dagster as dg

from pipelines.errors import StorageError, reason_of
from pipelines.files.whole import written_whole
from pipelines.locks import locked_here
from pipelines.settings import Settings

CONFIGURATION = "dagster.yaml"
"""What Dagster reads in DAGSTER_HOME."""
ON_TERMINAL = "terminal.yaml"
"""The same for a run in a process that somebody watches: what it prints is not kept in files as well."""

# Dagster would start two processes that copy the output, and Ctrl-C ends each of them with a traceback.
_NO_LOGS_OF_OUTPUT = """
compute_logs:
  module: dagster.core.storage.noop_compute_log_manager
  class: NoOpComputeLogManager
"""


def prepare_home(settings: Settings) -> None:
    """Makes DAGSTER_HOME with the committed `dagster.yaml`, and points this process at it.

    A file `local.yaml` there is appended: of a key that stands twice YAML takes the last, so it replaces what is
    committed, such as where runs and events are stored.

    Raises:
        StorageError: the data folder can't be written.
    """
    home = settings.dagster_home
    configuration = resources.files("dagster_project.running") / "dagster.yaml"
    try:
        home.mkdir(parents=True, exist_ok=True)
        local = home / "local.yaml"
        added = b"\n" + local.read_bytes() if local.exists() else b""
        whole = (configuration.read_bytes() + added).decode()
        for name, content in ((CONFIGURATION, whole), (ON_TERMINAL, whole + _NO_LOGS_OF_OUTPUT)):
            # Several processes start at once: none may read half of it.
            with written_whole(home / name) as file:
                file.write(content)
    except OSError as error:
        raise StorageError(
            f"{settings.data}: can't write the data folder: "
            + reason_of(error, "make it writable, or name another with NABA_DATA")
        ) from None
    os.environ["DAGSTER_HOME"] = str(home)


def open_instance(settings: Settings, configuration: str = CONFIGURATION) -> dg.DagsterInstance:
    """The instance of this data folder; close it by using it as a context.

    Args:
        settings: whose.
        configuration: `ON_TERMINAL` for a run in this process.

    Raises:
        BusyError, StorageError: the data folder can't be written.
    """
    prepare_home(settings)
    return _connect(settings, configuration)


def existing_instance(settings: Settings) -> dg.DagsterInstance | None:
    """The instance as its last user configured it, for looking only; None where there is none. Close it.

    Raises:
        BusyError, StorageError: the data folder can't be written.
    """
    return _connect(settings, CONFIGURATION) if (settings.dagster_home / CONFIGURATION).exists() else None


def _connect(settings: Settings, configuration: str) -> dg.DagsterInstance:
    # Dagster makes the tables of its databases when it first opens them, and several first runs would each make them.
    with locked_here(settings, "dagster"):
        return dg.DagsterInstance.from_config(str(settings.dagster_home), configuration)
