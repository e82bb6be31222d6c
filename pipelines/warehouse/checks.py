"""What must hold of the tables, whatever was fetched. Each rule lists its offenders; none is good."""

from dataclasses import dataclass

from pipelines.settings import Settings
from pipelines.warehouse.connection import session


@dataclass(frozen=True, slots=True)
class Check:
    """A rule about one table.

    Attributes:
        table: whose rule it is.
        name: says what holds.
        description: the same for people.
        offenders: SQL that gives one text column, a row for each offender.
    """

    table: str
    name: str
    description: str
    offenders: str


CHECKS = (
    Check(
        "articles",
        "article_ids_unique",
        "No article stands twice.",
        "SELECT article_id FROM articles GROUP BY article_id HAVING count(*) > 1",
    ),
    Check(
        "articles",
        "no_article_from_the_future",
        "No article is dated over a day after it was fetched.",
        "SELECT url FROM articles WHERE published_at > fetched_at + INTERVAL 1 DAY",
    ),
    Check(
        "stories",
        "story_ids_unique",
        "No story stands twice.",
        "SELECT story_id FROM stories GROUP BY story_id HAVING count(*) > 1",
    ),
    Check(
        "stories",
        "every_article_has_one_main_story",
        "Each article has exactly one main story.",
        """
        SELECT a.article_id
        FROM articles AS a LEFT JOIN stories AS s ON s.article_id = a.article_id AND s.role = 'main'
        GROUP BY a.article_id HAVING count(s.story_id) != 1
        """,
    ),
    Check(
        "duplicate_pairs",
        "pairs_are_of_stories",
        "Both stories of each pair are there, and no pair stands twice.",
        """
        SELECT story_a || ' ' || story_b
        FROM duplicate_pairs
        GROUP BY story_a, story_b
        HAVING count(*) > 1
            OR story_a NOT IN (SELECT story_id FROM stories)
            OR story_b NOT IN (SELECT story_id FROM stories)
        """,
    ),
    Check(
        "story_groups",
        "every_story_in_one_group",
        "Every story is in exactly one group, and every group has its canonical story.",
        """
        SELECT s.story_id
        FROM stories AS s LEFT JOIN story_group_members AS m USING (story_id)
        GROUP BY s.story_id HAVING count(m.group_id) != 1
        UNION ALL
        SELECT g.group_id
        FROM story_groups AS g LEFT JOIN story_group_members AS m
            ON m.group_id = g.group_id AND m.story_id = g.canonical_story_id AND m.is_canonical
        WHERE m.group_id IS NULL
        """,
    ),
)


def run_check(settings: Settings, check: Check) -> list[str]:
    """The offenders against one rule, ascending."""
    with session(settings) as connection:
        return sorted(row[0] for row in connection.execute(check.offenders).fetchall())


def silent_sources(settings: Settings) -> dict[str, str]:
    """Sources that answer, or should, but brought nothing new for much longer than usual; and the cause."""
    with session(settings) as connection:
        rows = connection.execute(
            """
            SELECT source_id, cause || '; nothing new since ' || strftime(last_new_at, '%Y-%m-%d %H:%M')
            FROM source_health WHERE is_silent ORDER BY source_id
            """
        ).fetchall()
    return dict(rows)
