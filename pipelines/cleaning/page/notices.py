"""Pages that are no article: not found, checks of browsers, log-ins, forms, consent, goods, a site about itself."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import unquote

from pipelines.cleaning.page.marks import Marks
from pipelines.cleaning.page.metadata import Metadata
from pipelines.cleaning.page.text_lines import one_line
from pipelines.dates.reading import from_url
from pipelines.text import normalize
from pipelines.urls import is_front_page
from pipelines.walls.wordings import (
    Cause,
    asks_to_log_in,
    cause_hinted,
    cause_surely_said,
    is_about_its_site,
    names_a_form,
    names_only_a_form,
)

# Characters. Notices are a few sentences; an article that quotes one is longer.
_TEXT_MAX = 1_500
_TITLED_MAX = 800
# What a page says beside a notice and is still no news: a button's words, a second notice's last line.
_REST_MAX = 200
# A teaser before a line for subscribers is the beginning of an article.
_TEASER_MIN = 80
_SENTENCE = re.compile(r"(?<=[.!?؟。।])\s*")
_LAST_LINE_MAX = 400
# Beside a form that asks for a password or a proof stand its button, help, and rules; in characters.
_GATE_MAX = 400
_NUMBER = re.compile(r"\b\d+ ?")
_REASONS: dict[Cause, str] = {
    "gone": "the page says that there is no such page",
    "blocked": "the page checks who asks, or turns them away",
    "login": "the page is for subscribers, and shows none of the article",
    "consent": "the page asks for consent only",
    "out_of_order": "the page says that the site is out of order",
}
_LOGIN = "the page asks to log in, and shows nothing else"
_FORM = "the page is for accounts, messages or searches, and is no article"
_GOODS = "the page offers goods, and is no article"
_THREAD = "the page is a forum's, and is no article"
_OF_SITE = "the page is about its site, and is no article"
LISTS_ARTICLES = "the page lists articles, and is none"
"""Of a page that states to be a list, or whose lines are one."""
# What a page may say that it is instead: https://schema.org/WebPage and its kinds, and what is offered or asked on one.
_KINDS = {
    "Product": _GOODS,
    "ProductGroup": _GOODS,
    "DiscussionForumPosting": _THREAD,
    "QAPage": _THREAD,
    "CollectionPage": LISTS_ARTICLES,
    "SearchResultsPage": LISTS_ARTICLES,
    "ProfilePage": LISTS_ARTICLES,
    "ContactPage": _FORM,
    "CheckoutPage": _FORM,
}
# The last part of such a page's address, and not its host, where articles have more words; or what its server is to do.
_FORM_PLACE = re.compile(
    r"(?<!/)/(?:(?:wp-)?log[-_]?in|(?:wp-)?sign[-_]?(?:in|up)|regist(?:er|ration)|registro|registrieren|inscription|cadastro"
    r"|(?:forgot(?:ten)?|lost|reset|recover)[-_]?password|password(?:[-_/](?:reset|forgotten|recovery))?|forgot"
    r"|contacts?|contact[-_]?us|kontakt|contacto|contatti|contato|impressum|cart|checkout|basket|search)(?:\.[a-z]{3,5})?/?(?:[?#]|$)"
    r"|[?&;](?:action|do|mode|section|page|main_page)=(?:regist(?:er|ration)|log[-_]?in|sign[-_]?(?:in|up)|contact[-_]us"
    r"|(?:forgot(?:ten)?|lost|reset)[-_]?password)\b",
    re.IGNORECASE,
)
# The same of pages about the site itself, to which each of its pages links.
_SITE_PLACE = re.compile(
    r"(?<!/)/(?:privacy(?:[-_]?(?:policy|notice|statement))?|cookies?[-_]?(?:policy|notice|statement)|data[-_]protection"
    r"|terms(?:[-_](?:of[-_](?:use|service)|and[-_]conditions|conditions))?|tos|legal(?:[-_](?:notice|information))?|disclaimer"
    r"|about(?:[-_]us)?|who[-_]we[-_]are|datenschutz(?:erkl(?:ae|ä)rung)?|agb|nutzungsbedingungen|(?:ue|ü)ber[-_]uns"
    r"|mentions[-_]legales|politique[-_]de[-_]confidentialit[eé]|qui[-_]sommes[-_]nous|aviso[-_]legal|pol[ií]tica[-_]de[-_]privaci(?:dad|dade)"
    r"|quienes[-_]somos|chi[-_]siamo|gizlilik[-_]politikas[iı]|hakk[iı]m[iı]zda|kebijakan[-_]privasi|tentang[-_]kami"
    r"|سياسة-الخصوصية|شروط-الاستخدام|من-نحن)(?:\.[a-z]{3,5})?/?(?:[?#]|$)",
    re.IGNORECASE,
)
# What the systems of forums call theirs.
_THREAD_PLACE = re.compile(
    r"/(?:viewtopic|viewforum|viewthread|showthread|showtopic|forumdisplay|newthread|newreply|posting|ucp|memberlist|forum)\.php(?:[/?#]|$)",
    re.IGNORECASE,
)
_PLACES = ((_FORM_PLACE, _FORM), (_SITE_PLACE, _OF_SITE), (_THREAD_PLACE, _THREAD))
# What servers answer for a page that is not there, or no more.
_MISSING_NUMBER = re.compile(r"(?<!\d)4(?:04|10)(?!\d)")
# The first of a page, which may say so.
_HEADINGS = 3


@dataclass(frozen=True, slots=True)
class Notices:
    """What a text says besides news.

    Attributes:
        refusal: why it is no article; None if it may be one.
        held_back: whether it says that the rest of it is for subscribers.
    """

    refusal: str | None
    held_back: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """What a page tells of being an article, before its text is known.

    Attributes:
        refusal: why it is none by what it states to be, its title or its address; None if it may be one.
        gate: why it seems to be none by what it asks for; None where it states that it is one, or nothing tells.
        doubt: why it is none if nothing dates it; None if nothing tells.
        is_stated: it states that it is an article, or when it was published.
        is_front: it stands at its site's bare address, and nothing calls it an article.
        may_be_doubted: its text may tell that it is none: it states nothing, and nothing else chose it.
    """

    refusal: str | None
    gate: str | None
    doubt: str | None
    is_stated: bool
    is_front: bool
    may_be_doubted: bool


def standing_of(
    marks: Marks, meta: Metadata, title: str | None, url: str, *, is_listed: bool, is_selected: bool
) -> Standing:
    """What a page tells of being an article.

    Args:
        marks: of the page.
        meta: what it says of itself.
        title: of the page.
        url: of the page.
        is_listed: a list of its source names it as an article.
        is_selected: its source says where in its pages the text is.
    """
    is_called_article = meta.states_article or any("article" in one for one in marks.metas.get("og:type", ()))
    is_stated = is_called_article or bool(meta.dates)
    is_chosen = is_listed or is_selected
    may_be_doubted = not (is_stated or is_chosen)
    said = normalize(title or "")
    refusal = _OF_SITE if is_about_its_site(said) else None
    if not (refusal or is_chosen):
        refusal = _refusal(marks, meta, said, url, is_called_article=is_called_article)
    return Standing(
        refusal=refusal,
        gate=None if is_stated else _gate(marks),
        doubt=_doubt(marks, said) if may_be_doubted else None,
        is_stated=is_stated,
        is_front=is_front_page(url) and not (is_called_article or is_listed),
        may_be_doubted=may_be_doubted,
    )


def _refusal(marks: Marks, meta: Metadata, title: str, url: str, *, is_called_article: bool) -> str | None:
    # Its last part tells where an address has no day.
    place = "" if from_url(url) else unquote(url)
    # Systems for sites state in `og:type` that all they show are articles. Of one word (`Contact`) films are made, too.
    if names_only_a_form(title) and not meta.states_article and (" " in title or _FORM_PLACE.search(place)):
        return _FORM
    if is_called_article:
        return None
    if "article:published_time" not in marks.metas and (reason := _stated(meta.kinds, marks.metas)):
        return reason
    return next((reason for pattern, reason in _PLACES if pattern.search(place)), None)


def _stated(kinds: Collection[str], metas: Mapping[str, Sequence[str]]) -> str | None:
    """Why a page is no article by what it states to be instead."""
    kind = next(iter(metas.get("og:type", ())), "").lower()
    if kind.startswith(("product", "og:product")):
        return _GOODS
    return next((reason for one, reason in _KINDS.items() if one in kinds), None)


def _doubt(marks: Marks, title: str) -> str | None:
    if names_a_form(title):
        return _FORM
    return _GOODS if marks.offers_goods else None


def _gate(marks: Marks) -> str | None:
    """Why a page seems to be no article by its titles and by what it asks for.

    Many an article's page asks for a password or a proof as well, in its header or for its readers' comments: this counts
    only where a page shows nothing else.
    """
    titles = [normalize(one) for one in (marks.tab, *map(one_line, marks.headings[:_HEADINGS]))]
    surely = [cause_surely_said(one) for one in titles]
    if any(map(_MISSING_NUMBER.search, titles)) or "gone" in surely:
        return _REASONS["gone"]
    if marks.named["check"] or "blocked" in surely:
        return _REASONS["blocked"]
    if marks.has_password or any(map(asks_to_log_in, titles)):
        return _LOGIN
    return _hinted(titles)


def read_notices(text: str, title: str | None, *, gate: str | None = None, is_stated: bool = True) -> Notices:
    """Looks for notices in a page's text and title.

    Args:
        text: of the page.
        title: of the page.
        gate: why it seems to be none by what else it shows.
        is_stated: whether it states that it is an article, or when it was published.
    """
    said_title = normalize(title or "")
    if not is_stated and cause_surely_said(said_title) == "gone":
        # What stands below it are the site's best articles, however long.
        return Notices(_REASONS["gone"], held_back=False)
    if len(text) > _TEXT_MAX:
        return Notices(None, _ends_held_back(text))
    if text and all("©" in line for line in text.split("\n")):
        return Notices("no text found", held_back=False)
    sentences = [(len(one), normalize(one)) for one in _sentences(text)]
    if not is_stated and (reason := _unstated(said_title, sentences, gate, is_short=len(text) <= _GATE_MAX)):
        return Notices(reason, held_back=False)
    if len(text) <= _TITLED_MAX and (cause := cause_surely_said(said_title)) in {"gone", "blocked"}:
        return Notices(_REASONS[cause], held_back=False)
    return _by_sentences(sentences, said_title, is_stated=is_stated)


def _unstated(
    title: str, sentences: Sequence[tuple[int, str]], gate: str | None, *, is_short: bool
) -> str | None:
    """Why a page that does not state that it is an article is none."""
    if names_a_form(title):
        return _FORM
    if not is_short:
        return None
    if asks_to_log_in(title):
        return _LOGIN
    return gate or _hinted([title, *(said for _, said in sentences)])


def _by_sentences(sentences: Sequence[tuple[int, str]], title: str, *, is_stated: bool) -> Notices:
    found: Counter[Cause] = Counter()
    rest = 0
    for length, said in sentences:
        # Also without numbers: we and our 842 partners.
        cause = cause_surely_said(said) or cause_surely_said(_NUMBER.sub("", said))
        if cause is None and not is_stated and cause_hinted(said) == "consent":
            cause = "consent"
        if cause:
            found[cause] += length
        elif said != title:
            rest += length
    if found:
        most = max(found, key=lambda cause: found[cause])
        if rest <= (_TEASER_MIN if most == "login" else _REST_MAX):
            return Notices(_REASONS[most], held_back="login" in found)
    return Notices(None, "login" in found)


def _sentences(text: str) -> Iterator[str]:
    return (one for line in text.split("\n") for one in _SENTENCE.split(line) if one)


def _hinted(sentences: Iterable[str]) -> str | None:
    """Why a short text is no article, where one of its sentences says that something is missing or out of order."""
    causes = (cause for said in sentences if (cause := cause_hinted(said)) not in {None, "consent"})
    return next((_REASONS[cause] for cause in causes if cause), None)


def _ends_held_back(text: str) -> bool:
    last = text[-_LAST_LINE_MAX - 1 :].rpartition("\n")[2]
    return len(last) <= _LAST_LINE_MAX and cause_surely_said(normalize(last)) == "login"
