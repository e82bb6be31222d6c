"""Dagster's instance: one folder under the data folder, kept between starts."""

import os
from importlib import resources

import dagster as dg

from pipelines.errors import StorageError
from pipelines.settings import Settings


def prepare_home(settings: Settings) -> None:
    """Makes DAGSTER_HOME with the committed `dagster.yaml`, and points this process at it.

    Raises:
        StorageError: the data folder can't be written.
    """
    home = settings.dagster_home
    configuration = resources.files("dagster_project") / "dagster.yaml"
    try:
        home.mkdir(parents=True, exist_ok=True)
        (home / "dagster.yaml").write_bytes(configuration.read_bytes())
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
