"""From archive to published database: articles, stories, pairs, groups."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime

import dagster as dg

from dagster_project.assets.captures import ARCHIVE
from dagster_project.assets.metadata import (
    about_day,
    articles_chart,
    digest,
    lag_table,
    markdown_table,
    preview,
)
from dagster_project.failures import said_in_one_line
from dagster_project.partitions import daily, days_of
from pipelines import dedup, steps, warehouse
from pipelines.cleaning import CLEANER_VERSION
from pipelines.records import SourceRules
from pipelines.settings import Settings
from pipelines.warehouse.database.connection import STORAGE_VERSION
from pipelines.web.report import REPORT_VERSION, write_report


def build_news(settings: Settings, rules: Mapping[str, SourceRules]) -> list[dg.AssetsDefinition]:
    """The assets downstream of the archive, in the order in which a story travels."""
    days = daily(settings)

    @dg.multi_asset(
        name="clean",
        specs=[
            dg.AssetSpec(
                "articles",
                deps=[ARCHIVE],
                description="One row a page: title, dates, author, attribution, text.",
                code_version=str(CLEANER_VERSION),
                group_name="news",
                kinds={"duckdb"},
                owners=["team:naba"],
            ),
            dg.AssetSpec(
                "stories",
                deps=["articles"],
                description="One row a news text: the main one of a page, and each read-also one.",
                code_version=f"{CLEANER_VERSION}-{dedup.VERSION}",
                group_name="news",
                kinds={"duckdb"},
                owners=["team:naba"],
            ),
        ],
        partitions_def=days,
        backfill_policy=dg.BackfillPolicy.single_run(),
    )
    def clean(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult[None]]:
        wanted = days_of(context.partition_keys)
        with said_in_one_line():
            report = steps.clean_days(settings, wanted, rules, context.log.info)
        for day in wanted:
            about_day(context, "articles", day, articles=report.articles[day])
            about_day(context, "stories", day, stories=report.stories[day])
        reasons = sorted(report.rejected.items(), key=lambda item: -item[1])
        yield dg.MaterializeResult(
            asset_key="articles",
            metadata={
                "articles": sum(report.articles.values()),
                "captures without an article": sum(report.rejected.values()),
                "revisions": report.revisions,
                "why": markdown_table(["reason", "captures"], reasons),
                "newest": preview(settings, "articles", wanted),
                "articles a day": articles_chart(settings, wanted[-1]),
                "from publishing to fetching": lag_table(settings, wanted),
            },
        )
        yield dg.MaterializeResult(
            asset_key="stories",
            metadata={
                "stories": sum(report.stories.values()),
                "read-also stories": report.read_also,
                "newest": preview(settings, "stories", wanted),
            },
        )

    @dg.asset(
        deps=["stories"],
        partitions_def=days,
        backfill_policy=dg.BackfillPolicy.single_run(),
        description="Two stories verified to be one, with the evidence.",
        code_version=f"{dedup.VERSION}-{dedup.DEFAULT.config_id}",
        group_name="news",
        kinds={"duckdb"},
        owners=["team:naba"],
    )
    def duplicate_pairs(context: dg.AssetExecutionContext) -> dg.MaterializeResult[None]:
        with said_in_one_line():
            report = steps.pair_days(settings, days_of(context.partition_keys), context.log.info)
        return dg.MaterializeResult(
            metadata={
                "pairs": report.pairs,
                "stories compared": report.stories,
                "by reason": markdown_table(["reason", "pairs"], sorted(report.reasons.items())),
                "days found anew": ", ".join(map(str, report.days)),
            }
        )

    @dg.asset(
        deps=[duplicate_pairs],
        partitions_def=days,
        backfill_policy=dg.BackfillPolicy.single_run(),
        description="The stories of the day and all that are one story with them, each in its one group.",
        code_version=f"{dedup.VERSION}-{dedup.DEFAULT.config_id}",
        group_name="news",
        kinds={"duckdb"},
        owners=["team:naba"],
    )
    def story_groups(context: dg.AssetExecutionContext) -> dg.MaterializeResult[None]:
        with said_in_one_line():
            report = steps.group_stories(settings, context.log.info, datetime.now(UTC))
        wanted = days_of(context.partition_keys)
        return dg.MaterializeResult(
            metadata={
                "stories": report.stories,
                "groups": report.groups,
                "groups with copies": report.with_copies,
                "largest of these days": preview(settings, "groups", wanted),
                "largest of all": preview(settings, "groups", [date.min, date.max]),
            }
        )

    @dg.asset(
        deps=[story_groups],
        partitions_def=days,
        backfill_policy=dg.BackfillPolicy.single_run(),
        description="The published database: open it with any DuckDB client, at any moment.",
        code_version=STORAGE_VERSION,
        group_name="news",
        kinds={"duckdb"},
        owners=["team:naba"],
    )
    def naba_db(context: dg.AssetExecutionContext) -> dg.MaterializeResult[None]:
        with said_in_one_line():
            report = warehouse.publish(settings)
        context.log.info("%s: %s", report.database, "published" if report.copied else "up to date")
        return dg.MaterializeResult(
            metadata={
                "database": dg.MetadataValue.path(report.database),
                "bytes": report.bytes,
                "copied": report.copied,
            }
        )

    @dg.asset(
        deps=[naba_db],
        partitions_def=days,
        backfill_policy=dg.BackfillPolicy.single_run(),
        description="A page a day for people to read: its most carried stories, its outlets, whom they credit.",
        code_version=REPORT_VERSION,
        group_name="news",
        kinds={"html"},
        owners=["team:naba"],
    )
    def daily_report(context: dg.AssetExecutionContext) -> dg.MaterializeResult[None]:
        with said_in_one_line():
            for day in days_of(context.partition_keys):
                report = write_report(settings.database, day, settings.report_of(day))
        return dg.MaterializeResult(
            metadata={
                "file": dg.MetadataValue.path(str(settings.report_of(report.day))),
                "stories": report.totals["stories"],
                "digest": digest(report),
            }
        )

    return [clean, duplicate_pairs, story_groups, naba_db, daily_report]
