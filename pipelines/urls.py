"""One address for one article: links as publishers write them, brought to one form.

The result is both the identity of an article and the address that is fetched, so only what cannot change
the answer is changed: order and spelling of the query stay, the path keeps its case, and only parameters
known to be trackers go (a wider rule, such as dropping `cid` or the whole query, merges different articles).
"""

import re
from urllib.parse import parse_qsl, quote, urljoin, urlsplit, urlunsplit

from w3lib.url import safe_url_string

MAX_URL_LENGTH = 8192
"""Longer links are refused. An Arabic letter takes six characters here, so headlines in links need room."""

TRACKING_PREFIXES = ("utm_", "mtm_", "pk_", "hsa_", "ns_", "guce_", "aspsessionid")
TRACKING_PARAMETERS = frozenset(
    {
        "fbclid",
        "gclid",
        "gclsrc",
        "dclid",
        "gbraid",
        "wbraid",
        "gad_source",
        "msclkid",
        "yclid",
        "ysclid",
        "twclid",
        "ttclid",
        "li_fat_id",
        "igshid",
        "igsh",
        "mc_cid",
        "mc_eid",
        "mkt_tok",
        "_ga",
        "_gl",
        "_hsenc",
        "_hsmi",
        "__hssc",
        "__hstc",
        "hsctatracking",
        "srsltid",
        "_openstat",
        "vero_id",
        "oly_anon_id",
        "oly_enc_id",
        "wickedid",
        "rb_clickid",
        "s_cid",
        "soc_src",
        "soc_trk",
        "fb_action_ids",
        "fb_action_types",
        "fb_ref",
        "fb_source",
        "at_medium",
        "at_campaign",
        "at_custom1",
        "at_custom2",
        "at_custom3",
        "at_custom4",
        "xtor",
        "maca",
        "traffic_source",
        "ref_src",
        "ref_url",
        "ncid",
        "ocid",
        "cmpid",
        "smid",
        "feedname",
        "feedtype",
        "guccounter",
        "__twitter_impression",
        "phpsessid",
        "jsessionid",
        "sessionid",
        "session_id",
        "sessid",
        "cfid",
        "cftoken",
        "zenid",
        "oscsid",
    }
)
"""`at_*` is the BBC's and France Médias Monde's, `xtor` AT Internet's, `maca` Deutsche Welle's; session ids last."""

# Names that are also an article's id or section; what they hold tells.
_OFTEN_SESSIONS = frozenset({"sid", "s", "session", "sess", "ses"})
_SESSION = re.compile("[0-9a-f]{32}|[0-9a-f]{40}|(?=.*[0-9])(?=.*[a-z])[0-9a-z]{24,64}", re.IGNORECASE)
_OFTEN_REFERRALS = frozenset(
    {"ref", "referer", "referrer", "source", "src", "from", "partner", "via", "medium"}
)
_REFERRALS = frozenset(
    {"rss", "rss2", "feed", "feeds", "atom", "twitter", "facebook", "fb", "whatsapp", "telegram", "instagram", "linkedin",
     "social", "newsletter", "email", "mail", "push", "google", "googlenews", "flipboard", "feedburner", "share", "app"}
)  # fmt: skip
_PATH_SESSION = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/?;]*", re.IGNORECASE)
# The one ";" of a path's last part with nothing behind it: `urljoin` leaves it out of an absolute link.
_NO_PARAMETERS = re.compile(r"/([^/;]*);\Z")

_REDIRECTOR = re.compile(
    r"(?:www\.|news\.)?google\.[a-z.]{2,6}/url|lm?\.facebook\.com/l\.php|l\.instagram\.com/?|"
    r"out\.reddit\.com/.*|(?:www\.)?bing\.com/news/apiclick\.aspx"
)
_AMP_VIEWER = re.compile(
    r"(?:(?:www\.)?google\.[a-z.]{2,6}/amp|[\w-]+\.cdn\.ampproject\.org/[cv]|cdn\.ampproject\.org/[cv])/(s/)?(.+)"
)
# One such link inside another is a trap.
_VIEWER = re.compile(
    r"https?://[^/]*(?:google\.|ampproject\.org|facebook\.com|instagram\.com|reddit\.com|bing\.com)"
)

_DEFAULT_PORTS = {"http": 80, "https": 443}
# Without slashes around it: nothing, a language or edition (`ar`, `en-gb`, `us`), and a server's name of a folder's page. `tv` is
# a section.
_FRONT_PATH = re.compile(
    r"(?:(?!tv)[a-z]{2}(?:[-_][a-z]{2})?(?:/|\Z))?(?:index\.(?:html?|php|aspx?)|home|default\.aspx?)?",
    re.IGNORECASE,
)
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")


def canonical_url(url: str, base: str | None = None) -> str | None:
    """Brings a link to its one form: absolute, ASCII, without fragment, trackers, session and default port.

    `https://x.example/خبر`, its percent-encoded form in either case, and the same with `#top` or
    `?utm_source=rss` are one.

    Args:
        url: link as found; may be relative, lack its scheme, or contain any characters.
        base: absolute URL of the document that holds it.

    Returns:
        The URL, or None if the link leads to no http(s) address.
    """
    try:
        parts = urlsplit(safe_url_string(_absolute(url.strip(), base)))
        port, host = parts.port, parts.hostname
    except ValueError:  # an impossible port, an unclosed bracket: no address
        return None
    if parts.scheme not in _DEFAULT_PORTS or not host:
        return None
    host = f"[{host}]" if ":" in host else host
    if port is not None and port != _DEFAULT_PORTS[parts.scheme]:
        host = f"{host}:{port}"
    query = "&".join(part for part in parts.query.split("&") if part and not _is_tracker(part))
    path = _NO_PARAMETERS.sub(r"/\1", _PATH_SESSION.sub("", parts.path))
    if inner := _inner_address(host, parts.path, parts.query):
        return canonical_url(inner)
    result = urlunsplit((parts.scheme, host, _one_encoding(path) or "/", _one_encoding(query), ""))
    return result if len(result) <= MAX_URL_LENGTH else None


def address_with_part(link: str, base: str | None = None) -> str | None:
    """The canonical address of a link, and behind it the fragment, which may name an article that is part of a page."""
    url = canonical_url(link, base)
    # What is escaped already stays as it is.
    fragment = quote(link.strip().partition("#")[2], safe="%!$&'()*+,;=:@/?-._~")
    if url is None or not fragment or len(url) + len(fragment) >= MAX_URL_LENGTH:
        return url
    return f"{url}#{fragment}"


def _inner_address(host: str, path: str, query: str) -> str | None:
    """The address that a search engine's, a social network's or an AMP viewer's link leads to; None if it is none."""
    if _REDIRECTOR.fullmatch(f"{host}{path}"):
        values = dict(parse_qsl(query))
        inner = next((values[name] for name in ("url", "q", "u") if name in values), "")
    else:
        match = _AMP_VIEWER.fullmatch(f"{host}{path}")
        inner = (
            f"http{'s' if match[1] else ''}://{match[2]}" + (f"?{query}" if query else "") if match else ""
        )
    return inner if inner.startswith(("http://", "https://")) and not _VIEWER.match(inner) else None


def is_front_page(address: str) -> bool:
    """Whether an address, whole or relative, leads to a site's front page, that of a language included."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    is_here = not parts.netloc and not parts.path
    return not (is_here or parts.query) and _FRONT_PATH.fullmatch(parts.path.strip("/")) is not None


def same_addresses(url: str) -> tuple[str, ...]:
    """The canonical URLs of what one address shows: with http or https, with or without `www.`; itself first.

    No publisher has two articles that differ in nothing else, and most have moved from one to another.
    """
    _, _, rest = url.partition("://")
    bare = rest.removeprefix("www.")
    others = (f"{scheme}://{www}{bare}" for scheme in ("https", "http") for www in ("www.", ""))
    return tuple(dict.fromkeys((url, *others)))


def _absolute(url: str, base: str | None) -> str:
    base_host = urlsplit(base).hostname if base else None
    lacks_scheme = url.startswith("www.") or (base_host is not None and url.startswith(f"{base_host}/"))
    if lacks_scheme:
        url = f"//{url}"
    return urljoin(base or "https:", url)


def _is_tracker(parameter: str) -> bool:
    # "amp;": the query of a link whose & was escaped twice
    name, _, value = parameter.lower().partition("=")
    name = name.removeprefix("amp;")
    if name in TRACKING_PARAMETERS or name.startswith(TRACKING_PREFIXES):
        return True
    if name in _OFTEN_SESSIONS:
        return _SESSION.fullmatch(value) is not None
    return name in _OFTEN_REFERRALS and value in _REFERRALS


def _one_encoding(text: str) -> str:
    def one_escape(match: re.Match[str]) -> str:
        character = chr(int(match[1], 16))
        return character if character in _UNRESERVED else match[0].upper()

    return _ESCAPE.sub(one_escape, text)
