"""The names that assets, checks and runs share: asset keys, and the tags that say how a run was started."""

import dagster as dg

CAPTURES = dg.AssetKey("captures")
"""The asset of what the sources gave on a day."""

ARCHIVE = dg.AssetKey("archive")
"""The asset of all that was fetched, whenever and however it came in."""

COLLECT = "collect"
"""The step that makes both. Its configuration says which sources are asked."""

COLLECTED = "collected"
"""The check of `captures` that the crawl itself answers: could every source be read?"""

COMPLETE = "complete"
"""The check of `archive` that its step itself answers: is all there that the days were made from?"""

DUE_ONLY = "naba/due_only"
"""Tag of a run that leaves feeds alone until they are due."""

BAR = "naba/bar"
"""Tag of a run that was started on a terminal: the crawl draws a progress bar there."""

FORGET_MISSING = "naba/forget_missing"
"""Tag of a run that makes its days also where archive files are missing that they were made from."""

PROBLEMS = "problems"
"""Metadata of a materialisation: what was left out or left as it was, a line each."""

FOUND = "found"
"""Metadata of a check's result: the first offenders, a line each."""


UNFINISHED = (
    dg.DagsterRunStatus.QUEUED,
    dg.DagsterRunStatus.NOT_STARTED,
    dg.DagsterRunStatus.STARTING,
    dg.DagsterRunStatus.STARTED,
    dg.DagsterRunStatus.CANCELING,
)
"""Statuses of runs that have still to write something."""
