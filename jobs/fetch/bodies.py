"""Bodies, unpacked no further than the cap."""

from __future__ import annotations

import zlib
from collections.abc import Iterable

from forecaster.domain.errors import FeedError
from jobs.fetch.errors import TooLargeError

STEP = 64 * 1024
"""Most bytes unpacked at once: a bomb is noticed while it is small."""

_WINDOW = {"gzip": 16 + zlib.MAX_WBITS, "x-gzip": 16 + zlib.MAX_WBITS, "deflate": zlib.MAX_WBITS}


def read_body(chunks: Iterable[bytes], encoding: str, cap: int) -> bytes:
    """Join and unpack a body.

    Args:
        chunks: Pieces as they come off the wire.
        encoding: Value of ``Content-Encoding``; empty for none.
        cap: Most bytes, as sent and as unpacked.

    Raises:
        TooLargeError: If either is exceeded.
        FeedError: If the packing is broken or of a kind that was not asked for.
    """
    name = encoding.strip().lower()
    if name in {"", "identity"}:
        return _joined(chunks, cap)
    if name not in _WINDOW:
        raise FeedError(f"the answer is packed as {name[:40]!r}, which was not asked for")
    try:
        return _unpacked(chunks, _WINDOW[name], cap)
    except zlib.error as error:
        raise FeedError(f"the packed answer is broken: {error}") from error


def _joined(chunks: Iterable[bytes], cap: int) -> bytes:
    body = bytearray()
    for chunk in chunks:
        body += chunk
        _check(len(body), cap)
    return bytes(body)


def _unpacked(chunks: Iterable[bytes], window: int, cap: int) -> bytes:
    unpacker = zlib.decompressobj(window)
    body, sent = bytearray(), 0
    for chunk in chunks:
        sent += len(chunk)
        _check(sent, cap)
        waiting = chunk
        while waiting and not unpacker.eof:
            body += unpacker.decompress(waiting, STEP)
            _check(len(body), cap)
            waiting = unpacker.unconsumed_tail
    if not unpacker.eof:
        raise FeedError("the packed answer breaks off")
    return bytes(body)


def _check(size: int, cap: int) -> None:
    if size > cap:
        raise TooLargeError(f"the answer is larger than {cap // 1024} KiB")
