"""Characters that a page shows otherwise than it means them: invisible, exotic or garbled ones."""

from __future__ import annotations

import html
import re

_CONTROL = [*range(9), 11, 12, *range(14, 32), 127, 133, 8206, 8207, *range(8234, 8239)]
_SPACES = [160, 5760, *range(8192, 8203), 8239, 8287, 12288, *range(8294, 8298)]
SHOWN = dict.fromkeys([*_CONTROL, *_SPACES], " ") | {8232: "\n", 8233: "\n"}
"""What stands for control and direction marks, odd spaces and line separators, one for one."""

INVISIBLE = "\u00ad\u034f\u180e\u200b\u200c\u200d\u2060\ufeff"
"""Soft hyphens, joiners and spaces without width: nothing is shown for them."""

ENTITY = r"&(?:amp;)*(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});?"
"""A character reference, escaped any number of times."""


def _windows(byte: int) -> str:
    """The letter as which Windows shows a byte."""
    try:
        return bytes([byte]).decode("cp1252")
    except UnicodeDecodeError:
        return chr(byte)


_BYTES = {_windows(byte): byte for byte in range(0x80, 0x100)} | {
    chr(byte): byte for byte in range(0x80, 0x100)
}
_FOLLOWING = "".join(re.escape(letter) for letter, byte in _BYTES.items() if byte < 0xC0)
GARBLED = rf"[ÃÄÅÂ][{_FOLLOWING}]|â[{_FOLLOWING}]{{2}}|â€(?![{_FOLLOWING}])"
"""Letters or punctuation of UTF-8 that were taken for Windows' letters; a lost last byte is a quote."""

_ODD = re.compile(f"[{INVISIBLE}]|{GARBLED}")


def has_odd(text: str) -> bool:
    """Whether some characters have to be dropped or repaired."""
    return _ODD.search(text) is not None


def repaired(garbled: str) -> str:
    """What garbled letters mean; themselves where they are no garbled letters."""
    if garbled == "â€":
        return "”"
    try:
        meant = bytes(_BYTES[letter] for letter in garbled).decode("utf-8")
    except UnicodeDecodeError:
        return garbled
    return garbled if meant < "\xa0" else meant.translate(SHOWN)


def unescaped(entity: str) -> str:
    """What a character reference shows, a space where it shows nothing."""
    shown = entity
    while (further := html.unescape(shown)) != shown:
        shown = further
    visible = shown.translate(SHOWN)
    return "" if visible and visible in INVISIBLE else visible or " "
