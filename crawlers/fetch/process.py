"""Starting Scrapy: a process of its own for each crawl, since Twisted's reactor starts once a process."""

import argparse
import subprocess
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

from crawlers.fetch.context import CrawlContext
from pipelines.errors import BadInputError, NabaError
from pipelines.settings import Settings

if TYPE_CHECKING:
    from scrapy import Spider

SpiderType = TypeVar("SpiderType", bound="Spider")


def run_command(settings: Settings, command: Sequence[str], text: str = "") -> str:
    """Runs one of our crawl processes, gives it a text to read, and returns what it printed.

    Raises:
        NabaError: it ended with 2; the message is its last line.
    """
    process = subprocess.run(  # noqa: S603  our own module
        command,
        env=settings.environment(),
        input=text,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    return output_of(process.returncode, process.stdout, process.stderr)


def output_of(returncode: int, stdout: str, stderr: str) -> str:
    """What a crawl process that ended printed.

    Raises:
        NabaError: it ended with 2; the message is its last line.
    """
    if returncode == 2:
        raise NabaError((stderr.strip() or "the crawl failed").splitlines()[-1])
    if returncode != 0:
        raise RuntimeError(f"the crawl ended with {returncode}:\n{stderr}")
    return stdout


def run_main(work: Callable[[], str]) -> int:
    """Does the work of a crawl process and prints its result; the exit code, 2 after one line on stderr."""
    try:
        output = work()
    except NabaError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    except KeyboardInterrupt:
        # A terminal's Ctrl-C reaches all processes; whoever started this one says it.
        return 130
    if output:
        sys.stdout.write(f"{output}\n")
    return 0


def run_spider(
    settings: Settings, context: CrawlContext, spider_class: type[SpiderType], **arguments: Any
) -> SpiderType:
    """Runs a spider in this process, which can do it once, until it has nothing left to do."""
    from scrapy.crawler import AsyncCrawlerProcess  # noqa: PLC0415  slow, and bad input needs no Scrapy

    from crawlers.fetch.scrapy_settings import scrapy_settings  # noqa: PLC0415  same

    process = AsyncCrawlerProcess(scrapy_settings(settings, context.sources.values(), context.limits))
    crawler = process.create_crawler(spider_class)
    process.crawl(crawler, context=context, **arguments)
    process.start()
    spider = crawler.spider
    if not isinstance(spider, spider_class) or process.bootstrap_failed:
        raise RuntimeError("Scrapy could not start; its traceback stands above")
    return spider


class OneLineParser(argparse.ArgumentParser):
    """An argument parser whose errors are one line, as all of Naba's."""

    def error(self, message: str) -> NoReturn:
        """Raises `BadInputError` instead of printing the usage and exiting."""
        raise BadInputError(message)
