"""Who looks on while articles are read, so that something can be learned from what was seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from forecaster.reading.acts.draft import Draft, Setting
from forecaster.reading.acts.impression import Impression
from forecaster.reading.acts.weighing import Glance, Overview
from forecaster.reading.learned.judging import Features, features
from forecaster.reading.learned.recognizing import Recognizer, can_judge
from forecaster.reading.who.canon import Canon
from forecaster.reading.who.floor import Floor
from forecaster.reading.who.units import Sentence


@dataclass(slots=True)
class Witness:
    """Weighs like a recognizer, tells nothing, and keeps the acts of the last article.

    Attributes:
        recognizer: Weighs the readings of sentences.
        acts: The acts.
        shown: What is seen of each.
    """

    recognizer: Recognizer
    acts: list[Draft] = field(default_factory=list)
    shown: list[Features] = field(default_factory=list)

    def opens(self, sentences: int) -> bool:
        """Whether a judge learns from articles of so many sentences."""
        return can_judge(sentences)

    def look(
        self, sentences: Sequence[Sentence], setting: Setting, floor: Floor | None
    ) -> Impression | None:
        """What the recognizer makes of an article."""
        return self.recognizer.look(sentences, setting, floor)

    def weigh(self, canon: Canon, drafts: list[Draft], look: Glance) -> list[Draft]:
        """The readings of a sentence, weighed."""
        return self.recognizer.weigh(canon, drafts, look)

    def judge(self, acts: list[Draft], overview: Overview) -> list[Draft]:
        """None of the acts; those of an article that a judge learns from are kept."""
        if overview.open:
            self.acts, self.shown = acts, features(acts, overview)
        return []
