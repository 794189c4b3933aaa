"""Texts from outside: kept as they came as far as that is safe, and oddities named."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

MAX_TITLE = 1000
MAX_BODY = 1_000_000
MAX_URL = 2000

# C0 and C1 controls without tab, line feed and carriage return; non-characters.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
# Marks that turn the direction of text: they can make a headline read otherwise than it is.
_BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_DECLARED = re.compile(rb"^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9._:-]{1,40})[\"']")
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([A-Za-z0-9._:-]{1,40})", re.IGNORECASE)

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text and what was odd about its bytes."""

    text: str
    flags: frozenset[str]


def decode(data: bytes, content_type: str = "") -> Decoded:
    """Bytes to text: byte-order mark, then HTTP charset, then XML declaration, then UTF-8.

    Bytes that fit no character become U+FFFD and the text is flagged ``bad_encoding``; a declared
    charset that does not exist, or does not fit while UTF-8 does, is passed over.
    """
    for name in _candidates(data, content_type):
        try:
            return Decoded(data.decode(name), frozenset())
        except (UnicodeDecodeError, LookupError):
            continue
    return Decoded(data.decode("utf-8", "replace"), frozenset({"bad_encoding"}))


def _candidates(data: bytes, content_type: str) -> list[str]:
    for mark, name in _MARKS:
        if data.startswith(mark):
            return [name]
    declared = _DECLARED.match(data[:512])
    named = _CHARSET.search(content_type)
    found = [named.group(1)] if named else []
    if declared:
        found.append(declared.group(1).decode("ascii"))
    # Single-byte charsets fit any bytes, so UTF-8 comes before them when it fits.
    return ["utf-8", *[name for name in found if _is_text_codec(name)]]


def _is_text_codec(name: str) -> bool:
    try:
        # Some codecs unpack instead of decoding.
        return codecs.lookup(name)._is_text_encoding  # noqa: SLF001  # no public way to tell
    except LookupError:
        return False


def safe_text(text: str) -> Decoded:
    """The text without characters that no program downstream can carry, and its flags.

    Controls become U+FFFD, so that lengths and words stay apart; direction marks stay where they
    are, since languages need them, but are flagged.
    """
    flags = set()
    if _CONTROL.search(text):
        text = _CONTROL.sub("\ufffd", text)
        flags.add("control_characters")
    if _BIDI.search(text):
        flags.add("bidi")
    return Decoded(text, frozenset(flags))


def cut(text: str, most: int) -> Decoded:
    """At most ``most`` characters; flagged ``truncated`` when some were left out."""
    if len(text) <= most:
        return Decoded(text, frozenset())
    return Decoded(text[:most], frozenset({"truncated"}))


def safe_url(url: str | None) -> str | None:
    """A web address, or None: scripts, files and overlong addresses are not links."""
    if url is None:
        return None
    text = url.strip()
    if len(text) > MAX_URL or _CONTROL.search(text) or any(c.isspace() for c in text):
        return None
    return text if text.lower().startswith(("http://", "https://")) else None
