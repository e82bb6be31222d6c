"""A data folder, sources, and what a crawl leaves in them."""

from contextlib import contextmanager
from datetime import date
from pathlib import Path

from crawlers.collect.collector import Collector
from crawlers.collect.equipment import Equipment
from crawlers.memory.opening import open_state
from crawlers.registry.loading import load_registry
from crawlers.rules.report import CrawlReport
from crawlers.rules.targets import Window
from crawlers.run import crawl_command
from pipelines.archive.captures import CaptureWriter, archive_files, read_captures
from pipelines.archive.fetch_log import fetch_log_files, read_fetch_log
from pipelines.errors import NabaError
from tests.support.settings import make_settings


class Newsdesk:
    """A data folder, sources, and what a crawl leaves in them."""

    def __init__(self, folder: Path, nursery):
        self._nursery = nursery
        self.settings = make_settings(folder, contact="https://desk.example/", first_day=date(2024, 1, 1))
        self.settings.sources.mkdir()

    def source(self, source_id, *feeds, sitemaps=(), allow_private=True, delay=0.0, more=""):
        path = self.settings.sources / "sa" / f"{source_id}.toml"
        path.parent.mkdir(exist_ok=True)
        lists = [f'[[feeds]]\nurl = "{url}"' for url in feeds] + [
            f'[[sitemaps]]\nurl = "{url}"' for url in sitemaps
        ]
        head = f"""name = "{source_id}"\nlanguage = "ar"\ntimezone = "Asia/Riyadh"\nhomepage = "https://{source_id}.example/"
delay_seconds = {delay}\nallow_private = {str(allow_private).lower()}\n{more}\n"""
        path.write_text(head + "\n".join(lists), encoding="utf-8")
        return path

    def crawl(self, *sources, first=date(2024, 2, 9), last=None, live=False, due_only=False):
        return self.report(
            self._begin(crawl_command(sources, first, last or first, live=live, due_only=due_only))
        )

    def start(self, *sources, day=date(2024, 2, 9)):
        """A crawl that goes on while the test does: its process id."""
        return self._begin(crawl_command(sources, day, day))

    def report(self, crawl):
        """Waits for a crawl; what it reports."""
        done = self._nursery.wait(crawl)
        if done.returncode == 2:
            raise NabaError(done.stderr.strip())
        assert done.returncode == 0, done.stderr
        return CrawlReport.model_validate_json(done.stdout)

    def _begin(self, command):
        return self._nursery.start(self.settings.environment(), command[command.index("crawlers.run") + 1 :])

    @contextmanager
    def collecting(self, *, at, due_only=False, run_id="run", hubs=None):
        """A collector without Scrapy, at a time of our own: answers are made up."""
        sources = load_registry(self.settings.sources).sources
        window = Window(at.date(), at.date(), live=True, due_only=due_only)
        archive = self.settings.archive
        with (
            open_state(self.settings) as state,
            CaptureWriter(archive, run_id) as writer,
        ):
            yield Collector(Equipment(sources, state, writer, archive, lambda: 0.0, lambda: at, hubs), window)

    def captures(self):
        problems = []
        archive = self.settings.archive
        found = [
            one.capture for name in archive_files(archive) for one in read_captures(archive, name, problems)
        ]
        assert problems == []
        return found

    def log(self):
        return [
            line
            for name in fetch_log_files(self.settings.fetch_logs)
            for line in read_fetch_log(self.settings.fetch_logs, name)
        ]
