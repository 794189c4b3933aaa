"""From single wordings to the acts of an article: one per type, leaders, side and meeting."""

from __future__ import annotations

from datetime import timedelta

from forecaster.domain.news import Article
from forecaster.domain.signals import Mention
from forecaster.reading.attribution import Attributor
from forecaster.reading.canon import Canon
from forecaster.reading.completing import complete
from forecaster.reading.discourse import Discourse
from forecaster.reading.draft import SINGLE, Draft, Setting
from forecaster.reading.drafting import Drafter
from forecaster.reading.engine import Engine
from forecaster.reading.interpret import Interpreter
from forecaster.reading.joining import absorb, name_headlines, prune, same_act, settle
from forecaster.reading.mentions import mention_of
from forecaster.reading.plain import Plain
from forecaster.reading.retracting import as_denied, correct, denied_from, retract
from forecaster.reading.story import Story
from forecaster.reading.topic import Topics

_OLD = timedelta(days=366)


class Assembler:
    """Takes the sentences of one article in order and hands out its mentions at the end."""

    def __init__(
        self, engine: Engine, attributor: Attributor, setting: Setting, discourse: Discourse
    ) -> None:
        """Read with ``engine``; who speaks is found by ``attributor``."""
        self._engine = engine
        self._attributor = attributor
        self._setting = setting
        self._topics = Topics()
        self._discourse = discourse
        interpreter = Interpreter(setting, discourse, self._topics)
        self._story = Story(setting, interpreter)
        self._drafter = Drafter(setting, interpreter, self._topics, self._story)
        self._drafts: list[Draft] = []

    def take(self, canon: Canon) -> None:
        """Read one sentence."""
        said = self._attributor.utterances(canon)
        self._story.follow(canon, said)
        hits = self._engine.hits(canon)
        read = settle([draft for hit in hits for draft in self._drafter.drafts(hit, said)])
        for draft in as_denied(read, denied_from(canon, self._setting.words)):
            self._drafts.append(draft)
            if draft.type not in SINGLE:
                self._topics.note(draft.leaders, draft.place, draft.window, draft.forum)
                self._topics.sentence = self._story.sentence
                self._discourse.gather(draft.leaders)
        self._story.remember(canon, said)

    def mentions(
        self, article: Article, fields: dict[str, Plain], reader: str
    ) -> tuple[Mention, ...]:
        """The acts of the article, joined and in order."""
        acts = prune(self._joined(), self._setting)
        complete(acts, self._story, self._setting)
        retract(acts)
        return tuple(mention_of(article, fields, draft, reader) for draft in acts)

    def _joined(self) -> list[Draft]:
        """One draft per act; events long past are left out."""
        joined: list[Draft] = []
        name_headlines(self._drafts)
        for draft in correct(self._drafts, frozenset(self._story.corrections)):
            if draft.statement_on and self._setting.published - draft.statement_on > _OLD:
                continue
            same = next((one for one in joined if same_act(one, draft)), None)
            if same is None:
                joined.append(draft)
            else:
                absorb(same, draft)
        return joined
