"""Whether an answer is the article that was listed, by evidence; what is not is an unsuccessful fetch with a cause.

Block pages, consent walls, logins, soft 404s and front pages come with status 200 and would be stored as articles.
No single mark tells them: a page with a challenge's script may be an article, and an article may be about cookies.
So a page whose own headings carry the listed title is the article, unless nothing but a wall stands below it; a page
that does not needs one more reason to be refused; and where no title was listed, it must say hardly anything but its
reason. What remains in doubt is accepted: cleaning refuses pages without an article later.
"""

import re
from dataclasses import dataclass
from typing import Literal
from urllib.parse import unquote, urlsplit

from crawlers.rules.domains import domain_of
from crawlers.rules.page_look import PageLook, look_at
from crawlers.rules.targets import Answer
from pipelines.text import normalize
from pipelines.text.scripts import is_unparted
from pipelines.urls import canonical_url, is_front_page, same_addresses
from pipelines.walls.wordings import Cause, cause_in, cause_said, is_mostly_cause, says_absence

RefusalCause = Literal["blocked", "consent", "login", "gone", "front_page", "not_the_article"]


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why an answer is not the article; `evidence` is one line for people."""

    cause: RefusalCause
    evidence: str


# Words on a page outside of links; block pages have fewer, articles seldom.
_LITTLE = 150
_HARDLY_ANY = 40

# Share of the listed title's words that a heading has when it is the same title, shortened or with the site's name.
_SAME_TITLE = 0.5
# Words of it that say something: fewer prove nothing where they are missing among few, or among many.
_FEWEST_WORDS = 2
_WORDS_OF_TITLE = 4

# Words in sentences: a breaking story has two, what stands in its place says hardly anything but that.
_LEAST_PROSE = 16

# Words that a headline and two sentences have.
_TWO_SENTENCES = 32
# Words of the shortest text that cleaning may take for an article's.
_A_FEW = 5
# Fewer, outside of links, are a label or a line of the footer.
_FEWEST_OF_PROSE = 6

# Fewer are a site's name, or a section's.
_WORDS_OF_HEADLINE = 4

# An error page's heading is short; an article's may quote one.
_LONGEST_HEADING = 12

# Of Cloudflare, AWS WAF, Sucuri: https://developers.cloudflare.com/cloudflare-challenges/challenge-types/challenge-pages/detect-response/
_CHALLENGE_HEADERS = {
    "cf-mitigated": re.compile("challenge", re.IGNORECASE),
    "x-amzn-waf-action": re.compile("challenge|captcha", re.IGNORECASE),
    "x-sucuri-block": re.compile("."),
}

# Scripts and elements that only challenges have: Cloudflare, DataDome, HUMAN, Imperva, AWS WAF, Akamai, F5, Sucuri,
# DDoS-Guard, Qrator, Kasada, Reblaze, Anubis, Imunify360, SiteGround, bunny.net.
_CHALLENGE_MARKUP = re.compile(
    rb"_cf_chl_opt|cf-error-details|cf-browser-verification|challenge-error-t|id=.challenge-|captcha-delivery\.com|px-captcha|"
    rb"_Incapsula_Resource|gokuProps|awsWafCookie|_sec/verify|bm-verify|sec-if-cpt|/TSPD/|sucuri_cloudproxy|"
    rb"well-known/ddos-guard|ddg-captcha|__qrator|KPSDK|ips\.js\?KP_UIDz|rbzns|anubis_version|wsidchk|sgcaptcha|"
    rb"\.bunny-shield|slowAES",
    re.IGNORECASE,
)
# Also below articles, for those who comment.
_CAPTCHA_MARKUP = re.compile(
    rb"hcaptcha\.com/1/api|recaptcha/api|g-recaptcha|h-captcha|cf-turnstile|smart-captcha", re.IGNORECASE
)

_CONSENT_PLACE = re.compile(
    r"^(?:consent|cmp|gdpr|privacy|cookies?)[.-]|/(?:consent|cookie-?wall|cookie-?consent|gdpr|privacy-gate|collectconsent)\b",
    re.IGNORECASE,
)
_LOGIN_PLACE = re.compile(
    r"^(?:login|signin|auth|sso|accounts?|id)\.|/(?:log-?in|sign-?in|signup|register|auth|sso|subscribe|subscription|paywall|"
    r"account/login|user/login|wp-login\.php|connexion|anmelden|giris|تسجيل-الدخول|اشتراك)(?:[/.?]|$)",
    re.IGNORECASE,
)
_GONE_PLACE = re.compile(
    r"/(?:404|410|not-?found|page-?not-?found|error-?404|errors?|غير-موجودة)(?:[/.?]|$)", re.IGNORECASE
)
_SECTION = re.compile(r"[^\W\d_]{2,20}")
# What stands behind an article's address for another form of it.
_VARIANTS = frozenset({"amp", "amp.html", "print", "mobile", "m"})


def refusal(url: str, answer: Answer, listed_title: str | None) -> Refusal | None:
    """Why an answer is not the article of an address, None if it is, or may be.

    Args:
        url: the address that was listed.
        answer: what came, after redirects.
        listed_title: the title that the list gave, None if it gave none.
    """
    for name, pattern in _CHALLENGE_HEADERS.items():
        if pattern.search(answer.header(name) or ""):
            return Refusal("blocked", f"its server asks for proof of a person (header {name})")
    page = look_at(answer.body, answer.content_type)
    listed = normalize(listed_title or "").split() if "\ufffd" not in (listed_title or "") else []
    carried = _carries(page, listed)
    moved = _moved(url, canonical_url(answer.final_url) or answer.final_url)
    if moved and (moved.cause == "front_page" or not carried):
        return moved
    if carried:
        return _by_stub(page)
    return (
        _by_section(url, answer.final_url)
        or _by_markup(page)
        or _by_wording(page, listed)
        or (_by_title(page, listed, url, answer.final_url) if listed else _by_length(page))
    )


def status_cause(status: int | None) -> RefusalCause | None:
    """The cause that an HTTP status alone says, None if it says none."""
    if status in {404, 410}:
        return "gone"
    if status in {401, 402, 407}:
        return "login"
    return "blocked" if status in {403, 429, 451} else None


def is_about(page: PageLook, listed_title: str | None) -> bool:
    """Whether one of the page's headings is the listed title."""
    return _carries(page, normalize(listed_title or "").split())


def _carries(page: PageLook, listed: list[str]) -> bool:
    """Whether one of the page's headings is the listed title."""
    wanted = set(listed)
    for heading in page.headings:
        words = set(heading.split())
        shorter = min(len(wanted), len(words))
        if shorter and len(wanted & words) >= _SAME_TITLE * max(shorter, min(len(wanted), 3)):
            return True
    return False


def _moved(url: str, final_url: str) -> Refusal | None:
    """What the address that answered says, where it is not the one that was asked."""
    if final_url in same_addresses(url):
        return None
    asked, final = urlsplit(url), urlsplit(final_url)
    place = unquote(f"{final.hostname}{final.path}")
    before = unquote(f"{asked.hostname}{asked.path}")
    causes: tuple[tuple[RefusalCause, re.Pattern[str]], ...] = (
        ("consent", _CONSENT_PLACE),
        ("login", _LOGIN_PLACE),
        ("gone", _GONE_PLACE),
    )
    for cause, pattern in causes:
        if pattern.search(place) and not pattern.search(before):
            return Refusal(cause, f"it leads to {final_url}")
    if is_front_page(final_url) and not is_front_page(url):
        return Refusal("front_page", f"it leads to {final_url}")
    return None


def _by_section(url: str, final_url: str) -> Refusal | None:
    """Whether a redirect led to the section that an address lies in: to a word, no article's slug or number."""
    asked, final = urlsplit(url), urlsplit(final_url)
    folder = unquote(final.path).rstrip("/")
    rest = unquote(asked.path).removeprefix(f"{folder}/").strip("/")
    is_below = asked.hostname == final.hostname and unquote(asked.path).startswith(f"{folder}/") and rest
    if not is_below or rest.lower() in _VARIANTS or not _SECTION.fullmatch(folder.rpartition("/")[2]):
        return None
    return Refusal("front_page", f"it leads to a section: {final_url}")


def _by_markup(page: PageLook) -> Refusal | None:
    if page.length >= _LITTLE:
        return None
    found = _CHALLENGE_MARKUP.search(page.body)
    if found is None and _prose(page) < _LEAST_PROSE:
        found = _CAPTCHA_MARKUP.search(page.body)
    return Refusal("blocked", f"a challenge page ({found[0].decode('ascii', 'replace')})") if found else None


def _by_wording(page: PageLook, listed: list[str]) -> Refusal | None:
    """What the page says that it is; where no title was listed, only if it says little else."""
    little = page.length < _LITTLE
    for heading in page.headings:
        cause = cause_in(heading) if len(heading.split()) <= _LONGEST_HEADING else None
        if cause and (
            listed or (page.is_noindex and is_mostly_cause(heading)) or _says_nothing_else(page.headings)
        ):
            return _refused(cause, f"its heading: {heading}")
    # Below it, other articles may be offered at length.
    if says_absence(page.first_heading):
        return Refusal("gone", f"its first heading: {page.first_heading}")
    if not little or (listed and _holds(page, listed)):
        return None
    for name in page.names:
        if len(name.split()) <= _LONGEST_HEADING and is_mostly_cause(name) and (cause := cause_in(name)):
            return _refused(cause, f"its heading: {name}")
    if listed and page.has_password:
        return Refusal("login", "it asks for a password")
    return _by_statements(page, listed)


def _by_statements(page: PageLook, listed: list[str]) -> Refusal | None:
    """Whether a page of little text says a cause, and lacks the listed title or all else that an article has."""
    says_nothing_else = _prose(page) < _LEAST_PROSE and not page.tells_of_an_article
    for statement in (*page.names, *page.statements):
        if says_nothing_else and (cause := cause_said(statement)):
            return _refused(cause, f"it says hardly anything but: {statement}")
        if listed and (cause := cause_in(statement)):
            return _refused(cause, f"{page.length} words, without the listed title: {statement}")
    return None


def _by_length(page: PageLook) -> Refusal | None:
    """Whether a page without a listed title has hardly any text, and no markup of an article: a wall in other words.

    Of a page with a word or two cleaning makes no article; it is kept, and looked at again as any page.
    """
    if page.tells_of_an_article or page.length >= _TWO_SENTENCES or _prose(page) >= _LEAST_PROSE:
        return None
    if page.length < _A_FEW and (page.text or page.names):
        return None
    return Refusal(
        "not_the_article", f"{page.length} words outside of links, and nothing says that it is an article"
    )


def _by_stub(page: PageLook) -> Refusal | None:
    """Whether only the title of an article stands there, and a wall for the rest."""
    if page.tells_of_an_article or page.length >= _LITTLE:
        return None
    causes = [cause for one in page.statements if one not in page.names and (cause := cause_said(one))]
    if causes and _prose(page) < _LEAST_PROSE:
        return _refused(causes[0], "the listed title, and no text of an article")
    return None


def _prose(page: PageLook) -> int:
    """Number of words in sentences that say no cause; a title is none."""
    lengths = (len(one.split()) for one in page.statements if one not in page.names and not cause_said(one))
    return sum(length for length in lengths if length >= _FEWEST_OF_PROSE)


def _refused(cause: Cause, evidence: str) -> Refusal:
    return Refusal("not_the_article" if cause == "out_of_order" else cause, evidence)


def _says_nothing_else(headings: list[str]) -> bool:
    """Whether a page's headings are those of an error page, besides a site's name: none can be an article's.

    One of them says hardly anything else than its cause; the others are short, or say it, too.
    """
    return any(map(is_mostly_cause, headings)) and all(
        cause_in(heading) or len(heading.split()) < _WORDS_OF_HEADLINE for heading in headings
    )


def _by_title(page: PageLook, listed: list[str], url: str, final_url: str) -> Refusal | None:
    """Whether a page without the listed title in its headings can still be the article."""
    telling = _telling(listed)
    if len(telling) < _FEWEST_WORDS or page.tells_of_an_article or _holds(page, listed):
        return None
    if len(page.text) < _HARDLY_ANY:
        return Refusal("not_the_article", f"{len(page.text)} words, without the listed title")
    if page.is_noindex:
        return Refusal("not_the_article", "not the listed title, and noindex")
    if domain_of(url) != domain_of(final_url):
        return Refusal("not_the_article", f"another site without the listed title: {final_url}")
    if (
        len(telling) >= _WORDS_OF_TITLE
        and not telling & set(page.words)
        and not _in_other_letters(telling, page)
    ):
        return Refusal("not_the_article", "no word of the listed title is in it")
    return None


def _holds(page: PageLook, listed: list[str]) -> bool:
    """Whether the words of the listed title that say something stand somewhere on the page, most of them."""
    telling = _telling(listed)
    return bool(telling) and len(telling & set(page.words)) >= _SAME_TITLE * len(telling)


def _in_other_letters(telling: set[str], page: PageLook) -> bool:
    """Whether a title is in Latin letters and the page is not, as where a list translates its titles.

    The other way round nothing is excused: domains that were sold, and what hosts show, are in English.
    """
    return "".join(telling).isascii() and not any(
        word.isascii() for heading in page.headings for word in heading.split()
    )


def _telling(listed: list[str]) -> set[str]:
    return {word for word in listed if len(word) > 2 or is_unparted(word)}
