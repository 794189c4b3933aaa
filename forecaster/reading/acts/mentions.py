"""Acts with the characters of the article that prove them."""

from __future__ import annotations

from forecaster.domain.news import Article
from forecaster.domain.signals import Act, Mention, Span
from forecaster.reading.acts.draft import Draft
from forecaster.reading.text.plain import Plain


def mention_of(article: Article, fields: dict[str, Plain], draft: Draft, reader: str) -> Mention:
    """A finished draft as a mention; the spans are those of the article as it came."""
    act = Act(
        type=draft.type,
        speaker=draft.speaker,
        actor=draft.actor,
        leaders=tuple(sorted(draft.leaders)),
        place=draft.place,
        window=draft.window,
        polarity=draft.polarity,
        certainty=draft.certainty,
        forum=draft.forum,
        statement_on=draft.statement_on,
        background=draft.background,
        retracts=draft.retracts,
    )
    spans = tuple(
        sorted({_original(fields, where, (start, end)) for where, start, end in draft.spans})
    )
    return Mention(article.id, act, spans, draft.rule, reader, draft.score, waits=draft.waits)


def _original(fields: dict[str, Plain], where: str, span: tuple[int, int]) -> Span:
    start, end = fields[where].origin(*span)
    return Span(where, start, end)
