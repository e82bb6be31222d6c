"""The step `clean`: `articles`, one row a page, and `stories`, one row a text of a page."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date

import dagster as dg

from dagster_project.assets.day_assets import GROUP, OWNERS, day_assets
from dagster_project.assets.metadata import about_day, articles_chart, lag_table, markdown_table, preview
from dagster_project.failures import said_in_one_line
from dagster_project.names import ARCHIVE, FORGET_MISSING, PROBLEMS
from dagster_project.partitions import days_of
from pipelines import dedup, steps
from pipelines.cleaning import CLEANER_VERSION
from pipelines.records import SourceRules
from pipelines.settings import Settings
from pipelines.steps import CleanReport

_SPECS = (
    dg.AssetSpec(
        "articles",
        deps=[ARCHIVE],
        description="One row a page: title, dates, author, attribution, text.",
        code_version=CLEANER_VERSION,
        group_name=GROUP,
        kinds={"duckdb"},
        owners=OWNERS,
    ),
    dg.AssetSpec(
        "stories",
        deps=["articles"],
        description="One row a news text: the main one of a page, and each read-also one.",
        code_version=f"{CLEANER_VERSION}-{dedup.VERSION}",
        group_name=GROUP,
        kinds={"duckdb"},
        owners=OWNERS,
    ),
)


def build_clean(
    settings: Settings, rules: Mapping[str, SourceRules], unreadable: Collection[str]
) -> dg.AssetsDefinition:
    """`articles` and `stories`.

    Args:
        settings: where things are.
        rules: how the pages of a source are to be read, by its id.
        unreadable: ids of sources whose files are wrong: their rows stay as they are.
    """

    @day_assets(settings, "clean", _SPECS)
    def clean(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult[None]]:
        days = days_of(context.partition_keys)
        with said_in_one_line():
            forget = FORGET_MISSING in context.run.tags
            report = steps.clean_days(
                settings, days, rules, context.log.info, unreadable=unreadable, forget_missing=forget
            )
        for day in days:
            about_day(context, "articles", day, articles=report.articles[day])
            about_day(context, "stories", day, stories=report.stories[day])
        yield _articles_result(settings, report, days)
        yield _stories_result(settings, report, days)

    return clean


def _articles_result(
    settings: Settings, report: CleanReport, days: Sequence[date]
) -> dg.MaterializeResult[None]:
    reasons = sorted(report.rejected.items(), key=lambda item: -item[1])
    return dg.MaterializeResult(
        asset_key="articles",
        metadata={
            "articles": sum(report.articles.values()),
            "captures without an article": sum(report.rejected.values()),
            "revisions": report.revisions,
            "sources cleaned": sum(report.cleaned.values()),
            PROBLEMS: report.problems,
            "why": markdown_table(["reason", "captures"], reasons),
            "newest": preview(settings, "articles", days),
            "articles a day": articles_chart(settings, days[-1]),
            "from publishing to fetching": lag_table(settings, days),
        },
    )


def _stories_result(
    settings: Settings, report: CleanReport, days: Sequence[date]
) -> dg.MaterializeResult[None]:
    return dg.MaterializeResult(
        asset_key="stories",
        metadata={
            "stories": sum(report.stories.values()),
            "read-also stories": report.read_also,
            "newest": preview(settings, "stories", days),
        },
    )
