"""The hash by which texts and ids are compared in files: the same on every machine, in every process and version."""

from hashlib import blake2b


def stable_hash(content: bytes) -> int:
    """64 bits of BLAKE2b. They are stored: another function, or order of bytes, would make all that is stored of no use."""
    return int.from_bytes(blake2b(content, digest_size=8).digest(), "little")
