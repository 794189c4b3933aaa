"""Names of the options of a race: the same in forecasts and in resolutions."""

from __future__ import annotations

from collections.abc import Sequence

from forecaster.domain.questions import QuestionKind, Rule


def option_kind(rule: Rule) -> QuestionKind:
    """What an option of a race asks for: a meeting, or one leader's presence."""
    if len(rule.leaders) > 1:
        return QuestionKind.MEET
    return QuestionKind.ATTEND if rule.forum else QuestionKind.VISIT


def option_names(options: Sequence[Rule]) -> list[str]:
    """A distinct readable name per option: leaders, place or forum, days where they differ."""
    dated = len({rule.window for rule in options}) > 1
    names = ["--".join((*rule.leaders, *_suffix(rule, dated=dated))) for rule in options]
    return [
        name if names.count(name) == 1 else f"{name}#{index}"
        for index, name in enumerate(names, start=1)
    ]


def _suffix(rule: Rule, *, dated: bool) -> tuple[str, ...]:
    where = rule.forum or (rule.place.country if rule.place else "")
    days = f"{rule.window.start}..{rule.window.end}" if dated else ""
    return tuple(part for part in (where, days) if part)
