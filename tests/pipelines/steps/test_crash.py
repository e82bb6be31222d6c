"""kill -9 of steps and publishers; `make crash` does more of it, and of runs and daemons."""

import random

import pytest

from benchmarks.endurance.crash import compare_with_undisturbed, kill_tasks
from benchmarks.endurance.storm import made_settings


@pytest.mark.process
def test_what_killed_steps_and_publishers_left_undone_is_made_good_by_the_next(tmp_path):
    settings = made_settings(tmp_path / "crash")
    assert kill_tasks(settings, 2, random.Random(4), ("steps", "publish")).total() == 2
    assert compare_with_undisturbed(settings) == (0, 0, 0)
