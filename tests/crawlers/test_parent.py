"""A process that was started for a run ends with it, however the run ended."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pipelines.settings import REPOSITORY

CHILD = """
import signal, sys, time
from crawlers.parent import stop_with_parent
if sys.argv[1] == "deaf":
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
stop_with_parent(look_seconds=0.05, grace_seconds=0.1)
print("watching", flush=True)
time.sleep(600)
"""
PARENT = """
import subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", sys.argv[1], sys.argv[2]])
print(child.pid, flush=True)
time.sleep(600)
"""


def is_alive(pid):
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
    except (FileNotFoundError, ProcessLookupError):
        return False
    return stat.rpartition(")")[2].split()[0] != "Z"


@pytest.mark.process
@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="looks at processes as Linux shows them")
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
@pytest.mark.parametrize("manner", ["usual", "deaf"])
def test_a_child_ends_when_its_parent_is_gone(how, manner):
    with subprocess.Popen(
        [sys.executable, "-c", PARENT, CHILD, manner],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": str(REPOSITORY)},
    ) as parent:
        # In either order: both write into one pipe.
        first, second = parent.stdout.readline().strip(), parent.stdout.readline().strip()
        assert "watching" in (first, second)
        child = int(second if first == "watching" else first)
        parent.send_signal(how)
        parent.wait()
        deadline = time.monotonic() + 120
        while is_alive(child) and time.monotonic() < deadline:
            time.sleep(0.05)
        assert not is_alive(child)
