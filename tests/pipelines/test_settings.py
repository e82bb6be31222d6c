"""Settings that are there and empty, as in a file that systemd reads."""

import pytest

from pipelines.errors import BadInputError
from pipelines.settings import Settings


def test_an_empty_setting_is_as_one_that_is_not_there():
    named = ("DATA", "SOURCES", "CONTACT", "PROXY", "FIRST_DAY", "DATABASE", "ARCHIVE", "KEEP_RUNS_DAYS")
    assert Settings.from_environment({f"NABA_{name}": "" for name in named}) == Settings.from_environment({})


@pytest.mark.parametrize(
    "proxy", ["nonsense", "proxy.example:3128", "ftp://proxy.example", "http://", "http://[::1"]
)
def test_a_proxy_that_is_no_address_is_refused_without_being_shown(proxy):
    with pytest.raises(BadInputError, match=r"NABA_PROXY is no address: expected one such as"):
        Settings.from_environment({"NABA_PROXY": proxy})
    for other in ("NABA_ALERT_URL", "NABA_HUB_CALLBACK"):
        with pytest.raises(BadInputError, match=other):
            Settings.from_environment({other: proxy})
    good = "http://user:secret@proxy.example:3128"
    assert Settings.from_environment({"NABA_PROXY": good}).proxy == good
