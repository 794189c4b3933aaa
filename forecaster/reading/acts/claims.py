"""Who may have said an act and whose step it may be, with what speaks for each of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, replace

from forecaster.domain.places import CountryCode
from forecaster.domain.signals import Certainty, Speaker, SpeakerKind
from forecaster.reading.acts.draft import Draft, Setting
from forecaster.reading.acts.impression import grade
from forecaster.reading.acts.sides import FOR_A_SIDE, NAMELESS
from forecaster.reading.acts.story import Story
from forecaster.reading.acts.weighing import Chooser
from forecaster.reading.who.speakers import NARRATOR, leader_speaker

Claim = tuple[SpeakerKind, CountryCode | None]
"""A speaker as far as it is to be chosen: in what capacity, and for which country."""

BESIDE = " beside"
"""Behind the names of questions that are asked again."""
QUESTIONS = tuple(f"{one}{again}" for again in ("", BESIDE) for one in ("speaker", "side"))
"""All questions that are asked, those of the first round before those of the second."""
_NEAR, _FEW = 3, 3
_NAMED = frozenset({SpeakerKind.MINISTER, SpeakerKind.ENVOY})


@dataclass(frozen=True, slots=True)
class Ground:
    """What is known around one act when its speaker and side are chosen.

    Attributes:
        draft: The act, with speaker and side as the rules settled them.
        others: The other acts between the same leaders; of those that say the same of it, one.
        parties: The countries of its leaders.
        near: Who speaks in the sentences around, the nearest first, with the distance.
        home: Country of the dateline.
        steps: How likely it is the step of each party, and under None that of all, by an impression of
            the article; without one there are none.
        recorded: Whether the article records who said what.
    """

    draft: Draft
    others: tuple[Draft, ...]
    parties: tuple[CountryCode, ...]
    near: tuple[tuple[int, Speaker], ...]
    home: CountryCode | None
    steps: Mapping[CountryCode | None, str]
    recorded: bool

    @property
    def kind(self) -> str:
        """The type of the act."""
        return self.draft.type.value

    @property
    def reader(self) -> str:
        """Whether a rule read the act or it is a guess."""
        return "guess" if self.draft.guessed else "rule"

    def standing_of(self, country: CountryCode | None) -> str:
        """How a country stands to the meeting."""
        if country is None:
            return "none"
        return "party" if country in self.parties else "third"


def attribute(drafts: list[Draft], story: Story, setting: Setting, chooser: Chooser) -> None:
    """Choose speaker and side of every act anew, in place, from all that speaks for each.

    Each act is asked alone first, then again beside what was chosen for the others.
    """
    asked = [_inquiry(_ground(draft, drafts, story, setting), setting) for draft in drafts]
    alone = [_chosen_alone(one, chooser) for one in asked]
    again = [_asked_again(one, act, alone, chooser) for one, act in zip(asked, alone, strict=True)]
    chosen = [one.answers(chooser, BESIDE) for one in again]
    for draft, (speaker, side) in zip(drafts, chosen, strict=True):
        if speaker.kind in NAMELESS and draft.speaker.kind not in NAMELESS:
            draft.certainty = Certainty.UNCONFIRMED
        draft.speaker, draft.actor = speaker, side


@dataclass(frozen=True, slots=True)
class Inquiry:
    """Who may have said an act and whose step it may be.

    Attributes:
        ground: What is known around it.
        speakers: Those who may have said it.
        claims: What speaks for each of them.
        sides: What speaks for each side, None for a step of all.
    """

    ground: Ground
    speakers: Mapping[Claim, Speaker]
    claims: Mapping[Claim, frozenset[str]]
    sides: Mapping[CountryCode | None, frozenset[str]]

    def answers(self, chooser: Chooser, again: str = "") -> tuple[Speaker, CountryCode | None]:
        """Speaker and side; ``again`` tells the questions of a second round from those of a first."""
        claim = chooser.choose(f"speaker{again}", self.claims)
        return self.speakers[claim], chooser.choose(f"side{again}", self.sides)


def _inquiry(ground: Ground, setting: Setting) -> Inquiry:
    speakers: dict[Claim, Speaker] = {}
    for one in _speakers(ground, setting):
        speakers.setdefault((one.kind, one.country), one)
    claims = {one: frozenset(_of_speaker(ground, one)) for one in speakers}
    sides = {one: frozenset(_of_side(ground, one)) for one in _sides(ground)}
    return Inquiry(ground, speakers, claims, sides)


def _chosen_alone(asked: Inquiry, chooser: Chooser) -> Draft:
    """The act as it is chosen for alone."""
    act = copy(asked.ground.draft)
    act.speaker, act.actor = asked.answers(chooser)
    return act


def _asked_again(asked: Inquiry, act: Draft, acts: Sequence[Draft], chooser: Chooser) -> Inquiry:
    """An inquiry beside what was chosen for all acts; each answer tells how it was weighed before."""
    claims, sides = chooser.leads("speaker", asked.claims), chooser.leads("side", asked.sides)
    ground = replace(asked.ground, others=others_of(act, acts))
    return replace(
        asked,
        claims={
            one: traits.union({claims[one]}, _of_claim_again(ground, one, act))
            for one, traits in asked.claims.items()
        },
        sides={
            one: frozenset(_of_side(ground, one)).union(
                {sides[one]}, _of_side_again(ground, one, act)
            )
            for one in asked.sides
        },
    )


def others_of(draft: Draft, drafts: Sequence[Draft]) -> tuple[Draft, ...]:
    """The other acts between the same leaders; of those that say the same of it, one.

    An article of 200,000 characters can tell thousands, and each is asked about beside all others.
    """
    found = {
        (one.type, one.actor, one.speaker.country, _away(one, draft)): one
        for one in drafts
        if one is not draft and one.leaders == draft.leaders
    }
    return tuple(found.values())


def _away(one: Draft, other: Draft) -> int:
    """How many sentences two acts lie apart, as far as that matters."""
    return min(_NEAR, abs(one.sentence - other.sentence))


def _ground(draft: Draft, drafts: Sequence[Draft], story: Story, setting: Setting) -> Ground:
    countries = (setting.cast.country(one) for one in draft.leaders)
    voices = story.voices(draft.sentence, _NEAR)
    near = sorted(
        ((at - draft.sentence, speaker) for at, speaker in voices),
        key=lambda one: abs(one[0] - 0.1),
    )
    return Ground(
        draft,
        others_of(draft, drafts),
        tuple(dict.fromkeys(one for one in countries if one)),
        tuple(near),
        setting.home.country if setting.home else None,
        _steps(draft, story, setting),
        story.recorded,
    )


def _steps(draft: Draft, story: Story, setting: Setting) -> Mapping[CountryCode | None, str]:
    """How likely the act is the step of each party, or of all, in the sentence that says so most."""
    look = story.impression
    if look is None:
        return {}
    positions = story.positions(draft)
    found: dict[CountryCode | None, float] = {}
    for leader in (*draft.leaders, None):
        country = None if leader is None else setting.cast.country(leader)
        if country is not None or leader is None:
            most = max(look.step(position, draft.type, leader) for position in positions)
            found[country] = max(most, found.get(country, most))
    return {country: grade(odds) for country, odds in found.items()}


def _speakers(ground: Ground, setting: Setting) -> list[Speaker]:
    """Who may have said it: who the rules took, who is quoted here or near by, the sides themselves.

    Of a minister or an envoy whom the words name there is no doubt, nor of a mediator who has the floor.
    """
    draft = ground.draft
    if draft.attributed and draft.speaker.kind in _NAMED:
        return [draft.speaker]
    if ground.recorded and draft.speaker.kind is SpeakerKind.THIRD_PARTY:
        return [draft.speaker]
    quoted = [*(one for one, _ in draft.standing.voices), *(one for _, one in ground.near[:_FEW])]
    leaders = [leader_speaker(one, setting.cast) for one in draft.leaders]
    offices = [Speaker(SpeakerKind.OFFICE, country=side) for side in ground.parties]
    heard = [_in_capacity(one, ground) for one in quoted]
    return [draft.speaker, *heard, *leaders, *offices, NARRATOR]


def _in_capacity(speaker: Speaker, ground: Ground) -> Speaker:
    """Who speaks for a country that is no party speaks as a third party."""
    third = ground.standing_of(speaker.country) == "third" and speaker.kind in FOR_A_SIDE
    return replace(speaker, kind=SpeakerKind.THIRD_PARTY) if third else speaker


def _sides(ground: Ground) -> list[CountryCode | None]:
    """Whose step it may be, None for that of all: first whose the rules took it for."""
    draft = ground.draft
    told = (draft.speaker.country, draft.agent)
    return list(dict.fromkeys((draft.actor, None, *ground.parties, *(one for one in told if one))))


# -- what speaks for a speaker ---------------------------------------------------------------------


def _of_speaker(ground: Ground, claim: Claim) -> Iterator[str]:
    kind, country = claim[0].value, claim[1]
    draft, told = ground.draft, ground.kind
    attributed = f"attributed{draft.attributed}"
    for circumstance in (
        told,
        ground.reader,
        attributed,
        f"background{draft.background}",
        draft.where,
    ):
        yield f"{kind}|{circumstance}"
    for mark in sorted(draft.standing.marks):
        yield f"{kind}:{mark}"
    yield from _beside_rules(ground, claim, attributed)
    if country is not None:
        yield from _beside_steps(ground, claim, attributed)
        for mark in draft.standing.sides.get(country, ()):
            yield f"side:{mark}|{kind}"
            yield f"side:{mark}|{told}"
        if country == ground.home:
            yield f"home|{kind}"
    yield from _heard(ground, claim, attributed)


def _beside_rules(ground: Ground, claim: Claim, attributed: str) -> Iterator[str]:
    """How a speaker agrees with the one whom the rules took."""
    draft, told, kind = ground.draft, ground.kind, claim[0].value
    own = draft.speaker
    if ground.recorded:
        yield f"record|{kind}"
    if claim == (own.kind, own.country):
        nominal = f"nominal{draft.nominal}"
        yield from _by_rule(ground)
        for circumstance in (told, ground.reader, kind, attributed, nominal):
            yield f"rule|{circumstance}"
        yield f"rule|{kind}|{attributed}|{ground.reader}"
        yield f"rule|{nominal}|{told}"
    elif claim[1] is not None and claim[1] == own.country:
        yield f"rule's country|{own.kind.value}>{kind}"
        yield f"rule's country|{told}|{kind}"
    else:
        yield f"not rule|{own.kind.value}>{kind}"


def _by_rule(ground: Ground) -> Iterator[str]:
    """An answer is that of the rules, who in a record of speech read it off the page."""
    yield "rule"
    if ground.recorded:
        yield "rule|record"
        yield f"rule|record|{ground.kind}"


def _beside_steps(ground: Ground, claim: Claim, attributed: str) -> Iterator[str]:
    """How a speaker's country agrees with the side that acts."""
    draft, told, kind, country = ground.draft, ground.kind, claim[0].value, claim[1]
    if country == draft.actor:
        for circumstance in (told, kind, f"nominal{draft.nominal}|{told}"):
            yield f"acts|{circumstance}"
    if country == draft.agent:
        for circumstance in (told, kind, ground.reader, f"{attributed}|{told}"):
            yield f"agent|{circumstance}"
    elif draft.agent is not None:
        yield f"not agent|{told}"
        yield f"not agent|{kind}"


def _heard(ground: Ground, claim: Claim, attributed: str) -> Iterator[str]:
    """Where a speaker is quoted: in the sentence of the act, or some sentences away."""
    kind = claim[0].value
    for speaker, where in ground.draft.standing.voices:
        if (speaker.kind, speaker.country) == claim:
            yield f"voice:{where}"
            yield f"voice:{kind}"
            yield f"voice:{where}|{ground.kind}"
        elif speaker.country == claim[1]:
            yield f"voice of country:{speaker.kind.value}>{kind}"
    for away, speaker in ground.near:
        if (speaker.kind, speaker.country) == claim:
            yield f"near{away}|{kind}"
            yield f"near{away}|{attributed}"
            yield f"near{away}|voices{bool(ground.draft.standing.voices)}"


# -- what speaks for a side ------------------------------------------------------------------------


def _of_side(ground: Ground, side: CountryCode | None) -> Iterator[str]:
    draft, told = ground.draft, ground.kind
    status = ground.standing_of(side)
    mutual, agent = f"mutual{draft.mutual}", "agent" if draft.agent else "no agent"
    speaks = draft.speaker.kind.value
    for circumstance in (
        told,
        ground.reader,
        mutual,
        speaks,
        f"{told}|{agent}",
        f"{told}|{mutual}",
    ):
        yield f"{status}|{circumstance}"
    if ground.recorded:
        yield f"record|{status}"
        yield f"record|{status}|{told}"
    if side == draft.actor:
        yield from _by_rule(ground)
        for circumstance in (told, ground.reader, status, f"{ground.reader}|{told}"):
            yield f"rule|{circumstance}"
    yield from _of_steps(ground, side)
    if side is None:
        yield from _of_none(ground)
    else:
        yield from _of_country(ground, side)


def _of_steps(ground: Ground, side: CountryCode | None) -> Iterator[str]:
    """What an impression of the article says of a side, or of a step of all."""
    told = ground.kind
    grades = sorted((step for one, step in ground.steps.items() if one is not None), key=int)
    if not grades:
        return
    shared = f"shared {ground.steps[None]}"
    if side is None:
        seen = f"none step {grades[-1]}"
        yield from (f"none steps {grades[0]} {grades[-1]}", shared, f"{shared}|{told}")
        yield from (f"{shared} beside {grades[-1]}", f"{shared} {ground.reader}")
    else:
        seen = f"step {ground.steps.get(side, 'of a third')}"
        yield from (f"{seen} of {grades[-1]}", f"{seen} beside {shared}")
    yield from (seen, f"{seen}|{told}")


def _of_none(ground: Ground) -> Iterator[str]:
    """What speaks for a step of all."""
    draft = ground.draft
    marks = sorted(draft.standing.marks)
    joint = any("joint" in found for found in draft.standing.sides.values())
    for mark in (*marks, *(["joint"] if joint else [])):
        yield f"none:{mark}|{ground.kind}"


def _of_country(ground: Ground, side: CountryCode) -> Iterator[str]:
    """What speaks for a step of one country."""
    draft, told = ground.draft, ground.kind
    if side == draft.agent:
        for circumstance in ("", told, ground.reader, f"{ground.reader}|{told}"):
            yield f"agent|{circumstance}"
    if side == draft.speaker.country:
        attributed = f"attributed{draft.attributed}|{told}"
        for circumstance in ("", told, draft.speaker.kind.value, attributed):
            yield f"speaks|{circumstance}"
    for where, there in (("place", draft.place and draft.place.country), ("home", ground.home)):
        if side == there:
            yield where
            yield f"{where}|{told}"
    yield from _shown(ground, side)
    for other in ground.others:
        if other.actor is not None:
            yield f"{'same' if other.actor == side else 'other'} as {other.type.value}|{told}"


def _shown(ground: Ground, side: CountryCode) -> Iterator[str]:
    """How the sentence names a side and quotes it, and how near it speaks."""
    stands, told = ground.draft.standing, ground.kind
    for mark in stands.sides.get(side, ()):
        yield mark
        yield f"{mark}|{told}"
        if stands.passive and mark in _PASSIVE:
            yield f"passive:{mark}"
    for speaker, where in stands.voices:
        if speaker.country == side:
            yield f"voice:{speaker.kind.value}:{where}"
            yield f"voice:{speaker.kind.value}:{where}|{told}"
    away = next((away for away, speaker in ground.near if speaker.country == side), None)
    if away is not None:
        yield f"near{away}"


_PASSIVE = frozenset({"subject", "by:a", "near:b", "near:a"})


# -- what speaks for them beside what was chosen at first ------------------------------------------


def _of_claim_again(ground: Ground, claim: Claim, alone: Draft) -> Iterator[str]:
    kind, country = claim
    acts = country == alone.actor
    yield from (f"side once {acts}|{ground.kind}", f"side once {acts}|{kind.value}")
    for other in ground.others:
        yield from _agrees(ground, other, agrees=other.speaker.country == country)


def _of_side_again(ground: Ground, side: CountryCode | None, alone: Draft) -> Iterator[str]:
    voice = f"voice once {alone.speaker.kind.value} {alone.speaker.country == side}"
    yield from (f"{voice}|{ground.kind}", f"{voice} {ground.standing_of(side)}")
    for other in ground.others:
        yield from _agrees(ground, other, agrees=other.actor == side)


def _agrees(ground: Ground, other: Draft, *, agrees: bool) -> Iterator[str]:
    """Whether the same was chosen for another act between the same leaders."""
    yield f"beside {agrees} {other.type.value}|{ground.kind}"
    yield f"beside {agrees} {_away(other, ground.draft)}"
