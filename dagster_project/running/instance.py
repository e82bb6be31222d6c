"""Dagster's instance: one folder under the data folder, kept between starts."""

import os
from importlib import resources

import dagster as dg

from pipelines.errors import StorageError
from pipelines.files.whole import written_whole
from pipelines.settings import Settings


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
        # Several processes start at once: none may read half of it.
        with written_whole(home / "dagster.yaml") as file:
            file.write((configuration.read_bytes() + added).decode())
    except OSError as error:
        raise StorageError(
            f"{settings.data}: can't write the data folder ({error.strerror or error}); "
            "make it writable or name another with NABA_DATA"
        ) from None
    os.environ["DAGSTER_HOME"] = str(home)


def open_instance(settings: Settings) -> dg.DagsterInstance:
    """The instance of this data folder; close it by using it as a context."""
    prepare_home(settings)
    return dg.DagsterInstance.from_config(str(settings.dagster_home))
