"""The registrable domain of an address, by the list of public suffixes."""

from functools import lru_cache
from urllib.parse import urlsplit

from tldextract import TLDExtract

# The list that comes with the package: no network.
_suffixes = TLDExtract(suffix_list_urls=(), cache_dir=None)


# Each address is asked about again and again while it is fetched.
@lru_cache(maxsize=4096)
def domain_of(url: str) -> str:
    """The registrable domain of a URL (`news.example.co.uk` → `example.co.uk`), or an address with its port.

    Limits are per domain: a publisher's sub-domains stand on the same servers.
    """
    parts = urlsplit(url)
    return _domain_of((parts.hostname or "").rstrip("."), parts.port)


@lru_cache(maxsize=10_000)
def _domain_of(host: str, port: int | None) -> str:
    found = _suffixes.extract_str(host)
    if found.top_domain_under_public_suffix:
        return found.top_domain_under_public_suffix
    if found.ipv4 or found.ipv6 or ":" in host or "." not in host:
        return f"{host}:{port}" if port else host
    # A suffix that the list does not know.
    return ".".join(host.split(".")[-2:])
