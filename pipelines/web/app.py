"""`naba web`: the story explorer and the JSON API, read-only on the published database."""

from collections.abc import Callable, Collection, Iterable
from datetime import UTC, datetime, time, timedelta
from http import HTTPStatus
from pathlib import Path
from typing import Any

from markupsafe import Markup
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from pipelines.errors import BadInputError, NabaError, OtherVersionError
from pipelines.text.comparison.differences import compare
from pipelines.warehouse.ask import for_explorer, for_pictures
from pipelines.warehouse.ask.search.excerpts import excerpts
from pipelines.warehouse.ask.search.groups import PAGE_GROUPS, Filter, groups
from pipelines.web.api.description import ABOUT, ROOT, parameters
from pipelines.web.api.operations import OPERATIONS
from pipelines.web.api.routes import api_routes, problem
from pipelines.web.asked import (
    LANGUAGE,
    PAGES_MAX,
    ZONE,
    RefusedError,
    Visitor,
    day_named,
    days_title,
    filter_asked,
    list_title,
    number_asked,
    page_named,
    refuse_unknown_zone,
    same_page,
)
from pipelines.web.feeds import FORMS, StoryList
from pipelines.web.localized import LANGUAGES, Localized, localized
from pipelines.web.metrics import MEDIA_TYPE, Metric, exposition, metrics_of
from pipelines.web.pictures.dispatch import dispatch
from pipelines.web.pictures.exchange import matrix, network
from pipelines.web.pictures.rhythm import rhythm
from pipelines.web.pictures.timeline import places
from pipelines.web.pictures.volume import volume
from pipelines.web.published import Published
from pipelines.web.remembered import RememberedAnswers
from pipelines.web.security import HostGuard, SecurityHeaders
from pipelines.web.sorting import HOME, LIST, ORDERS, OUTLET, OVERVIEW, SEARCH, STORY, Sorting
from pipelines.web.templating import address, environment, texts_of
from pipelines.web.zones import UNIVERSAL, zone_choices, zone_label

_STATIC = Path(__file__).with_name("static")
# Stories on a page of a search: of each the passage that was found is read.
_FOUND_ON_PAGE = 20
# Stories of the newest day on the first page.
_ON_FRONT = 6
# Of the picture above what a search found.
_OVER_TIME_HEIGHT = 130
# When programs should ask again while there is no answer.
_ASK_AGAIN_SECONDS = 30


class Explorer:
    """The pages, on one published database."""

    def __init__(self, published: Published, more_metrics: Callable[[], Iterable[Metric]]) -> None:
        self._published = published
        self._more_metrics = more_metrics
        self._templates = environment()

    def home(self, request: Request) -> Response:
        """All days; with a filter, the groups of all days that it lets through."""
        wanted = filter_asked(request.query_params, None)
        if wanted != Filter():
            return self._groups(request, wanted)
        with self._published.open() as connection:
            names = for_explorer.names(connection)
            choices = for_explorer.choices(connection)
            days, sources = for_explorer.days(connection), for_explorer.sources(connection)
            newest = days[0]["day"] if days else None
            front = (
                groups(connection, Filter(day=newest), size=_ON_FRONT, with_lead=True).stories
                if newest
                else []
            )
        sorting = Sorting(request, HOME, names)
        return self._page(
            request,
            "home.html",
            names=names,
            wanted=wanted,
            choices=choices,
            newest=newest,
            front=front,
            sorting=sorting,
            days=sorting.rows("days", days),
            sources=sorting.rows("sources", sources),
        )

    def day(self, request: Request) -> Response:
        """The groups whose first copy is of a day."""
        return self._groups(
            request, filter_asked(request.query_params, day_named(request.path_params["day"]))
        )

    def group(self, request: Request) -> Response:
        """A story with all its copies, and two of them side by side."""
        group_id = request.path_params["id"]
        with self._published.open() as connection:
            names = for_explorer.names(connection)
            copies = for_explorer.copies(connection, group_id)
            other_group = None if copies else for_explorer.group_of(connection, group_id)
            related = for_explorer.related(connection, group_id) if copies else []
            pairs = for_pictures.pairs_of_group(connection, group_id) if copies else []
        if other_group is not None:
            return RedirectResponse(str(request.url_for("group", id=other_group)))
        if not copies:
            raise RefusedError(404, "no_such_story")
        sorting = Sorting(request, STORY, names)
        moments = [copy["published_at"] for copy in copies]
        by_id = {copy["story_id"]: copy for copy in copies}
        left = by_id.get(request.query_params.get("left", ""), copies[0])
        right = by_id.get(request.query_params.get("right", ""), copies[min(1, len(copies) - 1)])
        return self._page(
            request,
            "group.html",
            group_id=group_id,
            api_root=ROOT,
            names=names,
            copies=copies,
            related=related,
            sorting=sorting,
            listed=sorting.rows("copies", copies),
            places=dict(zip(by_id, places(moments), strict=False)),
            span=max(moments) - min(moments),
            way=dispatch(
                copies,
                {frozenset((pair["story_a"], pair["story_b"])): pair["overlap"] for pair in pairs},
                is_rtl=Visitor.of(request).ui.is_rtl,
            ),
            left=left,
            right=right,
            comparison=compare(left["body"], right["body"]) if left is not right else None,
        )

    def source(self, request: Request) -> Response:
        """A source: rhythm, health, exchange with others."""
        source_id = request.path_params["id"]
        with self._published.open() as connection:
            names = for_explorer.names(connection)
            page = for_explorer.source(connection, source_id)
            present = None if page else for_explorer.present_id(connection, source_id)
            # An outlet's week is its newsroom's, wherever it is read.
            own_zone = for_pictures.known_zone(
                connection, page.facts["timezone"] if page and page.facts else UNIVERSAL.name
            )
            by_weekday = for_pictures.rhythm(connection, source_id, own_zone) if page else []
        if present is not None:
            return RedirectResponse(str(request.url_for("source", id=present)))
        if page is None:
            raise RefusedError(404, "no_such_source")
        ui = Visitor.of(request).ui
        return self._page(
            request,
            "source.html",
            sorting=Sorting(request, OUTLET, names),
            names=names,
            source_id=source_id,
            page=page,
            by_weekday=by_weekday,
            own_zone=zone_label(ui, own_zone),
            rhythm=rhythm(by_weekday, first_weekday=ui.locale.first_week_day, is_rtl=ui.is_rtl),
        )

    def overview(self, request: Request) -> Response:
        """Pictures of all outlets: articles by day, who copies whom, whom they credit."""
        is_rtl = Visitor.of(request).ui.is_rtl
        with self._published.open() as connection:
            names = for_explorer.names(connection)
            rows = for_pictures.volume(connection)
            exchanges = for_pictures.exchanges_of_busiest(connection)
            agencies, crediting = for_pictures.agencies(connection), for_pictures.crediting(connection)
        sorting = Sorting(request, OVERVIEW, names)
        return self._page(
            request,
            "overview.html",
            names=names,
            recent_days=for_pictures.RECENT_DAYS,
            volume=volume(rows, is_rtl=is_rtl),
            sorting=sorting,
            exchanges=sorting.rows("exchanges", exchanges),
            matrix=matrix(exchanges, is_rtl=is_rtl),
            network=network(exchanges, is_rtl=is_rtl),
            agencies=agencies,
            crediting=sorting.rows("crediting", crediting),
        )

    def time_zone(self, request: Request) -> Response:
        """Where a visitor chooses the time zone; leads back to the page in `back`."""
        ui = Visitor.of(request).ui
        with self._published.open() as connection:
            used = for_explorer.time_zones(connection)
        path, parameters = page_named(request.query_params.get("back", ""))
        return self._page(
            request,
            "timezone.html",
            universal=UNIVERSAL.name,
            path=path,
            parameters=[(name, value) for name, value in parameters if name != ZONE],
            asked_by=ZONE,
            of_outlets=[(name, zone_label(ui, name)) for name in used if name != UNIVERSAL.name],
            all_zones=zone_choices(ui.code),
        )

    def stories(self, request: Request) -> Response:
        """The newest stories that a day or filter lets through, for other programs: `/stories.atom?words=…`."""
        form = FORMS.get(request.path_params["form"])
        if form is None:
            raise RefusedError(404, "no_such_list", lists=", ".join(f"/stories.{name}" for name in FORMS))
        day = request.query_params.get("day")
        wanted = filter_asked(request.query_params, day_named(day) if day else None)
        with self._published.open() as connection:
            names = for_explorer.names(connection)
            found = groups(connection, wanted, order="newest", with_lead=True)
        ui = Visitor.of(request).ui
        asked = {name: value for name, value in request.query_params.items() if name != "day"}
        home = str(request.base_url).rstrip("/")
        stories = StoryList(
            title=f"{ui.plain('naba')}: {list_title(wanted, ui, names)}",
            ui=ui,
            names=names,
            address=str(request.url),
            page=home + address(f"/day/{day}" if day else "/", asked),
            home=home,
            groups=found.stories,
        )
        media_type, write = form
        return Response(write(stories), media_type=media_type, headers=_spoken(ui))

    def metrics(self, _: Request) -> Response:
        """Numbers for Prometheus; also where nothing is published, as that is one of them."""
        with self._published.alone():
            found = [*metrics_of(self._published.database, datetime.now(UTC)), *self._more_metrics()]
        return PlainTextResponse(exposition(found), media_type=MEDIA_TYPE)

    def api(self, request: Request) -> Response:
        """The JSON API for people."""
        return self._page(
            request, "api.html", root=ROOT, about=ABOUT, operations=OPERATIONS, parameters=parameters
        )

    def failed(self, request: Request, error: Exception) -> Response:
        """One line that says what is wrong."""
        if request.url.path.startswith(f"{ROOT}/"):
            if isinstance(error, HTTPException):
                return problem(error.status_code, error.detail)
            return _ask_again(problem(HTTPStatus.SERVICE_UNAVAILABLE, str(error)))
        if isinstance(error, RefusedError):
            message = Visitor.of(request).ui.text(error.key, **error.values)
        elif isinstance(error, HTTPException):
            is_address = error.status_code == 404
            message = Visitor.of(request).ui.text("not_found") if is_address else Markup.escape(error.detail)
        else:
            # The file was removed, or is being put in place, or a server does not answer: nothing is wrong with the question.
            message = Visitor.of(request).ui.text(_why_away(error))
            return _ask_again(
                self._page(request, "error.html", status=503, message=message, detail=str(error))
            )
        return self._page(request, "error.html", status=error.status_code, message=message, detail=None)

    def _groups(self, request: Request, wanted: Filter) -> Response:
        page = number_asked(request.query_params, "page", PAGES_MAX) or 1
        with self._published.open() as connection:
            names = for_explorer.names(connection)
            choices = for_explorer.choices(connection)
            earlier, later = for_explorer.neighbours(connection, wanted.day) if wanted.day else (None, None)
            size = _FOUND_ON_PAGE if wanted.words else PAGE_GROUPS
            sorting = Sorting(request, SEARCH if wanted.words else LIST, names)
            order = ORDERS[sorting.of("stories")]
            # A search shows the passage that was found instead.
            found = groups(connection, wanted, order=order, page=page, size=size, with_lead=not wanted.words)
            matches = excerpts(connection, wanted.words, found.stories)
        ui = Visitor.of(request).ui
        counted = [
            {"day": row["day"], "source": str(ui.text("stories")), "articles": row["stories"]}
            for row in found.by_day
        ]
        day_begins = wanted.day and datetime.combine(wanted.day, time.min, UTC)
        return self._page(
            request,
            "groups.html",
            names=names,
            sorting=sorting,
            wanted=wanted,
            heading=days_title(wanted, ui),
            title=list_title(wanted, ui, names),
            day_begins=day_begins,
            day_ends=day_begins and day_begins + timedelta(days=1),
            by_day=found.by_day,
            over_time=volume(counted, is_rtl=ui.is_rtl, height=_OVER_TIME_HEIGHT)
            if len(found.by_day) > 1
            else None,
            choices=choices,
            matches=matches,
            groups=found.stories,
            total=found.in_all,
            page=page,
            pages=-(-found.in_all // size),
            earlier=earlier,
            later=later,
            path=request.url.path,
        )

    def _page(self, request: Request, template: str, *, status: int = 200, **context: Any) -> Response:
        """A page in the language and time zone that the visitor wishes."""
        if status == HTTPStatus.OK:
            refuse_unknown_zone(request.query_params)
        visitor = Visitor.of(request)
        page = self._templates.get_template(template).render(
            status=status,
            interface_languages=[localized(code) for code in LANGUAGES],
            in_language=lambda code: same_page(request, **{LANGUAGE: code}),
            zone_page=address("/timezone", {"back": same_page(request, **{LANGUAGE: "", ZONE: ""})}),
            **texts_of(visitor.ui, visitor.zone),
            **context,
        )
        response = HTMLResponse(page, status, headers=_spoken(visitor.ui))
        visitor.keep_asked(request, response)
        return response


def _spoken(ui: Localized) -> dict[str, str]:
    """Headers of an answer in a language, and what it depends on."""
    return {"Content-Language": ui.code, "Vary": "Accept-Language, Cookie"}


def _why_away(error: Exception) -> str:
    """The text of the interface that says why there is nothing to show."""
    if isinstance(error, BadInputError):
        return "nothing_published"
    return "other_version" if isinstance(error, OtherVersionError) else "does_not_answer"


def _ask_again(response: Response) -> Response:
    response.headers["Retry-After"] = str(_ASK_AGAIN_SECONDS)
    return response


def build_app(
    database: Path | str,
    hosts: Collection[str] = (),
    more_metrics: Callable[[], Iterable[Metric]] = tuple,
) -> Starlette:
    """The app on one published database.

    Args:
        database: the file; it may be replaced at any time.
        hosts: names that requests may be addressed to, beside loopback's.
        more_metrics: gives what `/metrics` says beside what the database tells.
    """
    published = Published(database)
    explorer_pages = Explorer(published, more_metrics)
    handlers: dict[Any, Callable[[Request, Exception], Response]] = {
        HTTPException: explorer_pages.failed,
        NabaError: explorer_pages.failed,
    }
    return Starlette(
        routes=[
            Route("/", explorer_pages.home),
            Route("/day/{day}", explorer_pages.day),
            Route("/group/{id}", explorer_pages.group, name="group"),
            Route("/source/{id}", explorer_pages.source, name="source"),
            Route("/overview", explorer_pages.overview),
            Route("/timezone", explorer_pages.time_zone),
            Route("/stories.{form}", explorer_pages.stories),
            Route("/metrics", explorer_pages.metrics),
            *api_routes(published, explorer_pages.api),
            Mount("/static", StaticFiles(directory=_STATIC)),
        ],
        middleware=[
            Middleware(SecurityHeaders),
            Middleware(HostGuard, hosts=hosts),
            Middleware(RememberedAnswers, identity=published.identity),
            # The highest level takes three times as long for a fourteenth less.
            Middleware(GZipMiddleware, compresslevel=5),
        ],
        exception_handlers=handlers,
    )
