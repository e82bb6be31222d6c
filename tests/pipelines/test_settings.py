"""Settings that are there and empty, as in a file that systemd reads."""

from pipelines.settings import Settings


def test_an_empty_setting_is_as_one_that_is_not_there():
    named = ("DATA", "SOURCES", "CONTACT", "PROXY", "FIRST_DAY", "DATABASE", "ARCHIVE", "KEEP_RUNS_DAYS")
    assert Settings.from_environment({f"NABA_{name}": "" for name in named}) == Settings.from_environment({})
