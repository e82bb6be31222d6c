"""`naba dedup` of a whole corpus: each step's seconds and bytes, memory of a worker, and both engines against each other.

`python -m benchmarks corpus [TEXTS[xWORDS] [ENGINE…]]`: made texts as of `million`, as Parquet, and what the steps take of
1,500 million of them; `10000000x50` are ten million of 50 words, which a disk of 60 GB can hold meanwhile. The second and every further engine must write what the first wrote, byte for byte.
"""

import os
import resource
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Self, TypeVar

import duckdb

from benchmarks.speed.million import WORDS, made
from pipelines.tools.dedup_corpus import Engine, dedup_corpus

_Item = TypeVar("_Item")
_WHOLE = 1_500_000_000
_CORES_OF_A_NODE = 16
_ROWS_AT_ONCE = 100_000
_TICK = os.sysconf("SC_CLK_TCK")


def run(texts: str = "1000000", *engines: Engine) -> None:
    """Prints a line for each step of the first engine, and one for each engine."""
    count, words = (int(part) for part in (texts if "x" in texts else f"{texts}x{WORDS}").split("x"))
    with tempfile.TemporaryDirectory(prefix="naba-corpus-", dir=os.environ.get("NABA_DATA")) as folder:
        source = Path(folder) / "texts"
        story_of = _write(source, count, words)
        size = sum(file.stat().st_size for file in source.iterdir())
        print(f"{count:,} made texts, {size / 1e6:,.0f} MB of Parquet", flush=True)
        first: Path | None = None
        for engine in engines or ("local", "ray"):
            output = Path(folder) / engine
            steps = _Steps(output)
            start = time.perf_counter()
            with _PeakOfWorkers() as peak:
                found = dedup_corpus([source], output, engine, show=steps.show)
            seconds = time.perf_counter() - start
            print(
                f"{engine}: {seconds:,.0f} s, {found.groups:,} groups, {_wrong(output, story_of):,} not with their "
                f"original or with another story; peak of a worker {peak.mb:,.0f} MB, of the first process "
                f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB",
                flush=True,
            )
            if first is None:
                first = output
                steps.report(count)
            else:
                print(
                    f"{engine} wrote what {first.name} wrote: {_files(first) == _files(output)}", flush=True
                )


def _write(source: Path, count: int, words: int) -> dict[str, str]:
    """Writes the texts, some to a file; the story of each."""
    source.mkdir()
    story_of: dict[str, str] = {}
    rows: list[tuple[str, str, str]] = []
    with duckdb.connect() as connection:
        connection.execute("SET enable_progress_bar = false")
        connection.execute("CREATE TABLE texts (id VARCHAR, published_at DATE, text VARCHAR)")
        for story, record in made(count, words):
            story_of[record["id"]] = story
            rows.append((record["id"], record["published_at"], record["text"]))
            if len(rows) == _ROWS_AT_ONCE or len(story_of) == count:
                lines = source / "rows.csv"
                lines.write_text("\n".join(map(",".join, rows)), "utf-8")
                connection.execute(f"COPY texts FROM '{lines}' (HEADER false)")
                connection.execute(f"COPY texts TO '{source}/{len(story_of):010}.parquet' (COMPRESSION zstd)")
                connection.execute("DELETE FROM texts")
                lines.unlink()
                rows = []
    return story_of


class _Steps:
    """Seconds of the processor and bytes written of each step."""

    def __init__(self, output: Path) -> None:
        self._steps = output / "unfinished" / "steps"
        self._before = _processor_seconds()
        self.done: list[tuple[str, float, int]] = []

    def show(self, items: Iterable[_Item], what: str, _: int | None, /) -> Iterator[_Item]:
        """Passes items on, and notes what the step took."""
        yield from items
        now = _processor_seconds()
        size = sum(file.stat().st_size for file in (self._steps / what).glob("[0-9]*"))
        self.done.append((what, now - self._before, size))
        self._before = now

    def report(self, count: int) -> None:
        """Prints the steps, and what they come to for a whole corpus."""
        for what, seconds, size in self.done:
            print(
                f"   {what:22} {seconds:8.1f} s of the processor, {1e6 * seconds / count:7.1f} µs and "
                f"{size / count:7.1f} bytes a text"
            )
        hours = sum(seconds for _, seconds, _ in self.done) / count * _WHOLE / 3600
        written = sum(size for _, _, size in self.done) / count * _WHOLE / 1e12
        shuffled = sum(size for what, _, size in self.done if what == "buckets") / count * _WHOLE / 1e12
        print(
            f"{_WHOLE / 1e6:,.0f} million texts: {written:,.1f} TB written, {shuffled:,.1f} TB of them shuffled; "
            f"{hours:,.0f} core hours, if none grows faster than the texts (near fingerprints do): {hours / _CORES_OF_A_NODE / 10:,.1f} h on 10 nodes of {_CORES_OF_A_NODE} "
            f"cores, {hours / _CORES_OF_A_NODE / 100:,.1f} h on 100",
            flush=True,
        )


class _PeakOfWorkers:
    """The most memory that a process of ours, or a worker of Ray, has had meanwhile: resident, mapped files included."""

    def __init__(self) -> None:
        self.mb: float = 0
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._ended.wait(1):
            for process in _workers():
                try:
                    status = (process / "status").read_text("utf-8")
                except OSError:
                    continue
                if "VmHWM:" in status:
                    self.mb = max(self.mb, int(status.partition("VmHWM:")[2].split()[0]) / 1024)


def _workers() -> Iterator[Path]:
    """The processes that share the work: children of this one, and workers of Ray."""
    for process in Path("/proc").glob("[0-9]*"):
        try:
            parent = _stat(process)[1]
            is_ray = (process / "cmdline").read_bytes().startswith(b"ray::")
        except OSError:
            continue
        if is_ray or parent == str(os.getpid()):
            yield process


def _processor_seconds() -> float:
    """Of this process and of those that share its work."""
    ticks = 0
    for process in [Path("/proc/self"), *_workers()]:
        try:
            ticks += sum(map(int, _stat(process)[11:13]))
        except OSError:
            continue
    return ticks / _TICK


def _stat(process: Path) -> list[str]:
    """The fields of /proc/PID/stat behind the name: state, parent, and so on."""
    return (process / "stat").read_text("utf-8").rpartition(")")[2].split()


def _wrong(output: Path, story_of: dict[str, str]) -> int:
    with duckdb.connect() as connection:
        rows = connection.execute(f"SELECT id, group_id FROM '{output}/data/*.parquet'").fetchall()
    wrong: int = sum(story_of[name] != group for name, group in rows) + len(story_of) - len(rows)
    return wrong


def _files(folder: Path) -> dict[str, bytes]:
    return {
        str(file.relative_to(folder)): file.read_bytes()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }
