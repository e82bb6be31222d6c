"""What the JSON API takes and gives. The descriptions here are those of `/api/openapi.json`."""

from datetime import date, datetime, timedelta
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator

from pipelines.warehouse.ask.search.words import LENGTH_MAX
from pipelines.web.api import cursor

STORIES_MAX = 200


class _Answer(BaseModel):
    """Fields by name; what else a row has is not told."""

    model_config = ConfigDict(extra="ignore", json_schema_serialization_defaults_required=True)


class _Question(BaseModel):
    model_config = ConfigDict(extra="forbid")


class StoriesAsked(_Question):
    """Which stories; what is left out does not narrow."""

    words: str = Field(
        "", max_length=LENGTH_MAX, description='Words in any order; "a phrase"; -word must not be there.'
    )
    day: date | None = Field(None, description="UTC day of the first copy.")
    from_: date | None = Field(None, alias="from", description="First of such days.")
    to: date | None = Field(None, description="Last of such days.")
    outlet: str | None = Field(None, description="Id of an outlet that carries the story.")
    country: str | None = Field(None, description="ISO 3166-1 code of such an outlet's country.")
    language: str | None = Field(None, description="ISO 639-1 code of the original text.")
    copies: int = Field(0, ge=0, le=10_000, description="Republications, at least.")
    order: Literal["best", "copies", "newest"] = Field(
        "newest", description="`best`: words in titles before words in texts, then the newest."
    )
    limit: int = Field(50, ge=1, le=STORIES_MAX, description="Stories of one answer, at most.")
    cursor: str | None = Field(
        None, max_length=400, description="`next` of the answer before, with all else the same."
    )

    @field_validator("cursor")
    @classmethod
    def _is_of_the_order(cls, value: str | None, info: ValidationInfo) -> str | None:
        if value is not None and "order" in info.data:
            cursor.read(value, info.data["order"])
        return value


class ExchangesAsked(_Question):
    """Which pairs of outlets."""

    outlet: str | None = Field(None, description="Id of one side; without it, the busiest pairs.")


class NothingAsked(_Question):
    """There is nothing to ask for."""


class FoundIn(_Answer):
    """The copy that a search found."""

    story_id: str
    outlet: str
    passage: str = Field(description="The part of its text with most of the words.")


class Story(_Answer):
    """A story, counted once with all its copies."""

    group_id: str
    first_published_at: datetime
    last_published_at: datetime = Field(description="Of its last copy.")
    title: str | None
    language: str | None = Field(description="ISO 639-1.")
    outlet: str = Field(validation_alias="source", description="Id of the outlet that had it first.")
    url: str
    copies: int = Field(description="Republications: the original is not counted.")
    outlets: list[str] = Field(description="Ids of all outlets that carry it.")
    found_in: FoundIn | None = Field(None, description="With words only.")


class Stories(_Answer):
    """A page of stories."""

    in_all: int = Field(description="How many fit, on all pages.")
    next: str | None = Field(description="Cursor of the next page; null where there is none.")
    stories: list[Story]


class Copy(_Answer):
    """A text of a story, with the evidence that it is one with the original; null for the original itself."""

    story_id: str
    is_original: bool = Field(validation_alias="is_canonical")
    outlet: str = Field(validation_alias="source")
    role: str = Field(description="`main`, or `read_also`: appended to another article.")
    title: str | None
    url: str
    published_at: datetime
    lag: timedelta = Field(description="After the original, ISO 8601.")
    language: str | None
    credited: str | None = Field(description="Whom the article credits.")
    reason: str | None = Field(description="Why the two are one story.")
    overlap: float | None = Field(
        description="Share of the shorter text's 5-word shingles that the other has, 0 to 1."
    )
    jaccard: float | None = Field(description="Shingles in both, of those in either, 0 to 1.")
    shared_runs: int | None = Field(description="Shingles in both.")
    hamming: int | None = Field(description="Bits in which the fingerprints differ, 0 to 64.")


class RelatedStory(_Answer):
    """A story that tells the same event in other words."""

    group_id: str
    title: str | None
    language: str | None
    outlet: str = Field(validation_alias="source")
    copies: int
    first_published_at: datetime
    similarity: float = Field(description="0 to 1.")
    shared_words: list[str]


class WholeStory(_Answer):
    """A story: its text, all copies with their evidence, the original first."""

    group_id: str
    title: str | None
    text: str
    copies: list[Copy]
    same_event: list[RelatedStory]


class Day(_Answer):
    """A day that has stories."""

    day: date
    stories: int = Field(validation_alias="groups")
    with_copies: int
    copies: int
    most_copies: int = Field(validation_alias="largest")


class Days(_Answer):
    """All days that have stories, the newest first."""

    days: list[Day]


class Outlet(_Answer):
    """An outlet."""

    id: str = Field(validation_alias="source")
    name: str | None
    country: str | None = Field(description="ISO 3166-1.")
    language: str | None = Field(description="ISO 639-1.")
    articles: int
    newest_article_at: datetime | None
    silent_because: str | None = Field(
        validation_alias="cause", description="What seems to be wrong; null where nothing is."
    )


class Outlets(_Answer):
    """All outlets by id."""

    outlets: list[Outlet]


class Exchange(_Answer):
    """How often one outlet had a story after another."""

    original: str
    copy_: Annotated[str, Field(alias="copy")]
    stories: int
    median_lag: timedelta = Field(description="ISO 8601.")
    credited: int = Field(description="How many of these copies credit anybody.")


class Exchanges(_Answer):
    """Who copies whom, most stories first."""

    pairs: list[Exchange]


class Problem(_Answer):
    """Why there is no answer."""

    status: int
    error: str = Field(description="One line in English.")
