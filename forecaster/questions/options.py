"""Names of the options of a race: the same in forecasts and in resolutions."""

from __future__ import annotations

from collections.abc import Sequence

from forecaster.domain.questions import Rule


def option_names(options: Sequence[Rule]) -> list[str]:
    """A distinct readable name per option: its leaders, place and forum."""
    names = ["--".join((*rule.leaders, *_suffix(rule))) for rule in options]
    return [
        name if names.count(name) == 1 else f"{name}#{index}"
        for index, name in enumerate(names, start=1)
    ]


def _suffix(rule: Rule) -> tuple[str, ...]:
    return (rule.forum,) if rule.forum else (rule.place.country,) if rule.place else ()
