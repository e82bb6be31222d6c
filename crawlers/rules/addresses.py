"""Addresses as people and hosts write them: which are on the open internet, which are meant for feed readers."""

import ipaddress
import re
import socket

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_FEED_SCHEME = re.compile(r"^feed:(//)?", re.IGNORECASE)
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


def is_public(address: Address) -> bool:
    """Whether an address is on the open internet, also as seen through the ways to write IPv4 in IPv6."""
    inner: Address | None = None
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if inner is None and address in _NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if address.teredo is not None:
            return False
    if inner is not None:
        return is_public(inner)
    return address.is_global and not address.is_multicast


def literal_address(host: str) -> Address | None:
    """The address that a host is when it is no name: `127.0.0.1`, `::1`, and `127.1`, `0x7f000001`, `2130706433`."""
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        pass
    try:
        return ipaddress.IPv4Address(socket.inet_aton(host))
    except (OSError, UnicodeEncodeError):
        return None


def without_feed_scheme(url: str) -> str:
    """An address without `feed:`, which stands before it or in place of `http:` where programs that read feeds are meant."""
    return _FEED_SCHEME.sub(lambda match: "http://" if match[1] else "", url.strip(), count=1)
