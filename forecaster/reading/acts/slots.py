"""What stands in the slots of a match."""

from __future__ import annotations

from forecaster.reading.patterns.attribution import number
from forecaster.reading.patterns.engine import Hit
from forecaster.reading.who.units import Unit


def slot_text(hit: Hit, name: str) -> str:
    """The canonical words in a slot, "" when the rule has none of that name."""
    if name not in hit.match.re.groupindex:
        return ""
    return hit.match.group(name) or ""


def slot_unit(hit: Hit, name: str) -> Unit | None:
    """The unit in a slot, None when there is none or a mere word."""
    text = slot_text(hit, name)
    return hit.canon.units[number(text)] if ":" in text else None
