"""Whose step an act is, and who speaks where the text names nobody."""

from __future__ import annotations

from dataclasses import replace

from forecaster.domain.people import LeaderId
from forecaster.domain.places import CountryCode
from forecaster.domain.signals import Certainty, SignalType, Speaker, SpeakerKind
from forecaster.reading.acts.draft import PAST, SINGLE, UTTERANCES, Draft, Setting
from forecaster.reading.acts.story import Story
from forecaster.reading.known.cast import Cast
from forecaster.reading.who.speakers import NARRATOR, is_withheld, leader_speaker

T = SignalType

_RELAYED = frozenset({T.INVITE, T.COUNTER_INVITE, T.ACCEPT, T.WILLING})
"""Types whose speaker is the one whose words another voice passes on."""
_DROPS = frozenset({T.CANCEL, T.DECLINE, T.POSTPONE})
"""Types that one side may tell of a step of the other."""
_JOINT = frozenset({T.PREPARE, T.POSTPONE, T.ACCEPT, T.DECLINE})
"""Types that belong to no side when both take the step."""
_OPEN_TO_THIRDS = frozenset({T.ALT_VENUE, T.PREPARE, T.INVITE, T.WILLING, T.POSTPONE, T.CANCEL})
"""Types that a third country may bring about."""
_EXPLAINED = frozenset({T.CANCEL, T.ATTEND, T.NOT_ATTEND})
"""Types whose words the next sentence attributes: "X has scrapped the trip. 'No', he said"."""
_SHARED = frozenset({T.MET, T.CALL, T.CONFIRM, T.ALT_VENUE, T.PREPARE}) | SINGLE
"""Types that may belong to no side."""
_EVENTS = frozenset({T.MET, T.CALL})
"""Types that happen, so that who takes part in them says nothing by it."""
NAMELESS = frozenset({SpeakerKind.ANONYMOUS, SpeakerKind.MEDIA})
"""Speakers who stand for no office."""
FOR_A_SIDE = frozenset(
    {SpeakerKind.LEADER, SpeakerKind.OFFICE, SpeakerKind.MINISTER, SpeakerKind.ENVOY}
)
"""Speakers who speak for a country."""
_NEAR = 3


def settle_sides(drafts: list[Draft], story: Story, setting: Setting) -> None:
    """Settle speaker and side of every act of an article, in place."""
    credit_headlines(drafts, story, setting)
    for draft in drafts:
        _hear_out(draft, story)
        _withhold(draft, story)
        parties = {setting.cast.country(leader) for leader in draft.leaders}
        _lend_voice(draft, parties, story, setting.cast)
        _pass_on(draft, parties, setting.cast)
        draft.actor = _side(draft, parties) or _nearest(draft, parties, story)
        if draft.type not in SINGLE:
            draft.speaker = _third(draft.speaker, parties)
        if draft.type in _EVENTS and draft.speaker.kind is SpeakerKind.LEADER:
            draft.speaker = NARRATOR


def credit_headlines(drafts: list[Draft], story: Story, setting: Setting) -> None:
    """What only the headline tells is told by whom the opening names for it."""
    if story.lede is None:
        return
    for draft in drafts:
        silent = draft.speaker.kind is SpeakerKind.NARRATOR and draft.type not in PAST
        if not silent or {where for where, _, _ in draft.spans} != {"title"}:
            continue
        sides = {setting.cast.country(leader) for leader in draft.leaders}
        if story.lede.kind in NAMELESS or story.lede.country in sides:
            draft.speaker = story.lede
            if story.lede.kind in NAMELESS:
                draft.certainty = Certainty.UNCONFIRMED


def _hear_out(draft: Draft, story: Story) -> None:
    """A quotation that goes on in the next sentence is that of whom the next one names for it."""
    if draft.attributed or draft.sentence not in story.unfinished:
        return
    voice = story.next_voice(draft.sentence)
    if voice is None:
        return
    last, speaker = voice
    if story.unfinished.issuperset(range(draft.sentence, last)):
        draft.speaker, draft.attributed = speaker, True
        draft.actor = draft.agent or speaker.country


def _withhold(draft: Draft, story: Story) -> None:
    """An official of whom the next sentence tells that the name is withheld is not on record."""
    following = story.scenes[draft.sentence : draft.sentence + 1]
    if any(is_withheld(draft.speaker, scene.canon.sentence.text) for scene in following):
        draft.speaker = replace(draft.speaker, kind=SpeakerKind.ANONYMOUS)
        draft.certainty = Certainty.UNCONFIRMED


def _lend_voice(draft: Draft, parties: set[CountryCode | None], story: Story, cast: Cast) -> None:
    """Let the side whose step it is speak for itself when the text names no speaker.

    That is whoever speaks for the side nearest by, else its leader.
    """
    if draft.speaker.kind is not SpeakerKind.NARRATOR:
        return
    if draft.type in _EXPLAINED:
        draft.speaker = _explaining(draft, parties, story) or draft.speaker
    if draft.type not in UTTERANCES:
        return
    voices = _voices(draft, parties, story)
    own = [speaker for speaker in voices if draft.agent in {None, speaker.country}]
    if own:
        draft.speaker = own[0]
    elif draft.agent is not None:
        leader = _leader_of(draft.agent, draft.leaders, cast)
        draft.speaker = leader or Speaker(SpeakerKind.OFFICE, None, None, draft.agent)


def _explaining(draft: Draft, parties: set[CountryCode | None], story: Story) -> Speaker | None:
    """Who speaks for a party in the same or the next sentence."""
    for number, speaker in story.voices(draft.sentence, 1):
        if number >= draft.sentence and speaker.country in parties and speaker.kind in FOR_A_SIDE:
            return speaker
    return None


def _pass_on(draft: Draft, parties: set[CountryCode | None], cast: Cast) -> None:
    """ "Sudland says that Alder has invited its president": the words are Alder's."""
    if draft.type not in _RELAYED or draft.agent not in parties or draft.agent is None:
        return
    if draft.guessed and draft.attributed and not draft.nominal:
        return  # Nearness alone is no ground to doubt who is quoted
    if draft.speaker.country in parties - {draft.agent}:
        leader = _leader_of(draft.agent, draft.leaders, cast)
        draft.speaker = leader or draft.speaker


def _leader_of(country: CountryCode, leaders: tuple[LeaderId, ...], cast: Cast) -> Speaker | None:
    own = (leader for leader in leaders if cast.country(leader) == country)
    return next((leader_speaker(leader, cast) for leader in own), None)


def _side(draft: Draft, parties: set[CountryCode | None]) -> CountryCode | None:
    """The side that takes the step; None for mutual acts."""
    if draft.type in SINGLE and len(parties) == 1:
        return next(iter(parties))
    if draft.type in {T.MET, T.CALL}:
        return draft.agent
    if draft.type is T.CONFIRM and draft.mutual and draft.speaker.country not in parties:
        return None
    if draft.speaker.kind is SpeakerKind.NARRATOR:
        return None if draft.type is T.PREPARE else draft.agent
    if draft.type is T.CONFIRM and _is_joint(draft.speaker):
        return None
    if draft.mutual and draft.type in _JOINT:
        return None
    own = draft.speaker.country in parties
    if draft.type in _DROPS and draft.agent is not None and not (own and _is_near_only(draft)):
        return draft.agent
    own = own or draft.type in _OPEN_TO_THIRDS
    return draft.speaker.country if own and draft.speaker.country else draft.agent


def _is_near_only(draft: Draft) -> bool:
    """Whether a side only stands near words that no rule read and somebody is quoted for."""
    return draft.guessed and draft.attributed


def _is_joint(speaker: Speaker) -> bool:
    """Whether no side speaks for itself: "both ministries announced", "the joint text says"."""
    return speaker.country is None and speaker.kind in FOR_A_SIDE


def _nearest(draft: Draft, parties: set[CountryCode | None], story: Story) -> CountryCode | None:
    """The side that speaks nearest by, for steps that some side must take."""
    if draft.type in _SHARED or (draft.mutual and draft.type in _JOINT):
        return None
    voices = _voices(draft, parties, story)
    return voices[0].country if voices else None


def _voices(draft: Draft, parties: set[CountryCode | None], story: Story) -> list[Speaker]:
    """Those who speak for a party near an act, the nearest first."""
    voices = story.voices(draft.sentence, _NEAR)
    near = sorted(voices, key=lambda voice: abs(voice[0] - draft.sentence - 0.1))
    return [speaker for _, speaker in near if speaker.country in parties]


def _third(speaker: Speaker, parties: set[CountryCode | None]) -> Speaker:
    """Who speaks for a country that is no party to the meeting speaks as a third party."""
    outside = speaker.country is not None and speaker.country not in parties
    if outside and speaker.kind in FOR_A_SIDE:
        return replace(speaker, kind=SpeakerKind.THIRD_PARTY)
    return speaker
