"""`NABA_ALERT_URL`: one JSON to an address of the operator's when a run fails, archive files are missing or sources go silent."""

import json
import logging
from collections.abc import Callable, Collection, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import closing, suppress
from datetime import date, datetime
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any
from urllib.parse import urlsplit

from pipelines.errors import StorageError
from pipelines.files.whole import written_whole
from pipelines.locks import locked_here
from pipelines.settings import Settings

_LOG = logging.getLogger(__name__)
# A run waits for the answer.
_SECONDS = 10


def tell_failed_run(
    settings: Settings, *, run_id: str, job: str, days: tuple[str, ...], reason: str, now: datetime
) -> bool:
    """Tells that a run failed; whether somebody took it."""
    message = {"event": "run_failed", "run_id": run_id, "job": job, "days": list(days), "reason": reason}
    return _post(settings, message, now)


def tell_silence(settings: Settings, silent: Mapping[str, str], now: datetime) -> None:
    """Tells which sources went silent since it was told last, all in one message; those that speak again are forgotten.

    Args:
        settings: where to, and where what was told is kept.
        silent: all that are silent now, with the cause.
        now: UTC.
    """

    def post(fresh: Sequence[str]) -> bool:
        sources = [{"source_id": source, "cause": silent[source]} for source in fresh]
        return _post(settings, {"event": "source_silent", "sources": sources}, now)

    _tell_once(settings, "silent.json", lambda _: silent.keys(), post)


def tell_incomplete(
    settings: Settings, days: Collection[date], kept: Mapping[date, str], now: datetime
) -> None:
    """Tells of which days archive files are missing since it was told last, all in one message.

    Args:
        settings: where to, and where what was told is kept.
        days: that were looked at; what was told of others still holds.
        kept: those of them that were left as they were, with the reason.
        now: UTC.
    """
    reasons = {day.isoformat(): reason for day, reason in kept.items()}
    names = {day.isoformat() for day in days}

    def post(fresh: Sequence[str]) -> bool:
        message = {"event": "archive_incomplete", "days": {day: reasons[day] for day in fresh}}
        return _post(settings, message, now)

    _tell_once(settings, "incomplete.json", lambda told: (told - names) | reasons.keys(), post)


def _tell_once(
    settings: Settings,
    name: str,
    now_wrong: Callable[[AbstractSet[str]], AbstractSet[str]],
    post: Callable[[Sequence[str]], bool],
) -> None:
    """Tells what is wrong and was not told yet; what is right again may be told anew another time.

    Args:
        settings: where what was told is kept.
        name: of the file that keeps it.
        now_wrong: all that is wrong, of what was told before.
        post: tells of some, and whether somebody took it.
    """
    if settings.alert_url is None:
        return
    file = settings.warehouse / name
    # Two runs at once would both tell.
    with locked_here(settings, "alerts"):
        told: set[str] = set()
        with suppress(OSError, ValueError):
            told = set(json.loads(file.read_text(encoding="utf-8")))
        wrong = set(now_wrong(told))
        fresh = sorted(wrong - told)
        if fresh and not post(fresh):
            # The next run tells it.
            wrong &= told
        if wrong != told:
            with suppress(StorageError), written_whole(file) as out:
                json.dump(sorted(wrong), out)


def _post(settings: Settings, message: Mapping[str, Any], now: datetime) -> bool:
    """Sends one message; a failure is logged and stops nothing. The address is a secret: only its host is shown.

    The operator chose the address, so it may be one in the operator's own network. Its server may not choose another:
    redirects are not followed.
    """
    if settings.alert_url is None:
        return False
    body = json.dumps({"at": now.isoformat(timespec="seconds"), **message}, ensure_ascii=False).encode()
    host = "?"
    try:
        url = urlsplit(settings.alert_url)
        host = url.hostname or "?"
        kind = HTTPSConnection if url.scheme == "https" else HTTPConnection
        with closing(kind(host, url.port, timeout=_SECONDS)) as connection:
            target = (url.path or "/") + (f"?{url.query}" if url.query else "")
            connection.request("POST", target, body, {"Content-Type": "application/json"})
            status = connection.getresponse().status
        if 200 <= status < 300:
            return True
        reason = f"answered {status}"
    except (OSError, HTTPException, ValueError) as error:
        reason = type(error).__name__
    _LOG.warning("%s (NABA_ALERT_URL): not told of %s: %s", host, message["event"], reason)
    return False
