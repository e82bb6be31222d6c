"""Documents that came gzipped though nothing said so."""

import zlib

_GZIP = b"\x1f\x8b"
# Servers pack files that are packed; a file that unpacks to itself is an attack.
_LAYERS = 3


def is_packed(body: bytes) -> bool:
    """Whether a document is gzipped."""
    return body.startswith(_GZIP)


def unpacked(body: bytes, most: int) -> tuple[bytes, str | None]:
    """A document without its gzip packing, if it has one, and what was wrong with that, in a few words.

    Args:
        body: as received, after content decoding.
        most: bytes that are unpacked at most; what stands behind them is left out.
    """
    for _ in range(_LAYERS + 1):
        if not is_packed(body):
            return body, None
        body, problem = _unpacked_once(body, most)
        if problem:
            return body, problem
    return b"", f"gzip within gzip more than {_LAYERS} times"


def _unpacked_once(body: bytes, most: int) -> tuple[bytes, str | None]:
    decompressor = zlib.decompressobj(wbits=31)
    try:
        content = decompressor.decompress(body, most)
    except zlib.error as error:
        return b"", f"damaged gzip: {error}"
    if decompressor.eof:
        return content, None
    return content, "too large, read in part" if decompressor.unconsumed_tail else "truncated gzip"
