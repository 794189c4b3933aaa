"""A world of three leaders and a model of a few lines, over a real store.

The model is simple on purpose, the way of a forecast is not: facts, signals, encounters, ledger,
replay and resolution are the product's own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path

from forecaster.domain.chronicle import Chronicle, Facts
from forecaster.domain.clock import Window
from forecaster.domain.forecasts import BaseRate, IncidenceCurve, Venue, VenueKind
from forecaster.domain.meetings import ContactLevel, Meeting, MeetingKind
from forecaster.domain.people import Dyad, Leader, LeaderId, Office, Term
from forecaster.domain.places import CountryCode, Place
from forecaster.domain.questions import Question
from forecaster.domain.signals import (
    Act,
    Certainty,
    Signal,
    SignalType,
    Speaker,
    SpeakerKind,
    Witness,
)
from forecaster.domain.summits import Attendance, Summit
from forecaster.domain.versions import ModelState, ModelVersion
from forecaster.domain.zones import Clock, Zones
from forecaster.issue.forecast import issue_forecasts
from forecaster.issue.outlook import Chance, Visits
from forecaster.model.evidence import EvidencePart
from forecaster.store.ports import Store
from forecaster.store.records import StoredCurve
from jobs.library import Library
from jobs.ports import Fit, Issued, Ports
from jobs.settings import Settings, WatchSettings

START = datetime(2018, 7, 20, 12, tzinfo=UTC)
TRUMP, PUTIN, MACRON = map(LeaderId, ("donald-trump", "vladimir-putin", "emmanuel-macron"))
USA, RUS, FRA, ARG, FIN = map(CountryCode, ("USA", "RUS", "FRA", "ARG", "FIN"))
DYAD = Dyad.of(TRUMP, PUTIN)
HORIZON = 500


def g20(known_at: datetime = datetime(2017, 7, 8, tzinfo=UTC), **changes: object) -> Summit:
    summit = Summit(
        id="g20-2018",
        series="g20",
        name="G20 summit 2018",
        window=Window(date(2018, 11, 30), date(2018, 12, 1)),
        place=Place(ARG, "Buenos Aires"),
        members=frozenset({USA, RUS, FRA, ARG}),
        invitees=frozenset(),
        host_known_at=known_at,
        dates_known_at=known_at,
    )
    return replace(summit, **changes)  # type: ignore[arg-type]


def a_meeting(name: str, day: date, **changes: object) -> Meeting:
    row = Meeting(
        id=name,
        dyad=DYAD,
        countries=(USA, RUS),
        window=Window(day, day),
        place=Place(FIN, "Helsinki"),
        kind=MeetingKind.THIRD_COUNTRY,
        forum=None,
        evidence="met_stated",
        source="curated",
    )
    return replace(row, **changes)  # type: ignore[arg-type]


def facts(*meetings: Meeting, attendance: tuple[Attendance, ...] = ()) -> Facts:
    holders = (
        (TRUMP, USA, date(2017, 1, 20)),
        (PUTIN, RUS, date(2012, 5, 7)),
        (MACRON, FRA, date(2017, 5, 14)),
    )
    return Facts(
        leaders={who: Leader(who, who.replace("-", " ").title()) for who, _, _ in holders},
        terms=tuple(Term(who, where, Office.BOTH, since, None) for who, where, since in holders),
        summits=(g20(),),
        attendance=attendance,
        meetings=(a_meeting("helsinki", date(2018, 7, 16)), *meetings),
        tracks=(),
    )


def a_signal(
    name: str,
    known_at: datetime,
    kind: SignalType = SignalType.INVITE,
    *,
    origins: Sequence[str] = ("wire",),
    revision: int = 1,
    retracted: bool = False,
    **act: object,
) -> Signal:
    said = Act(
        type=kind,
        speaker=Speaker(SpeakerKind.OFFICE, country=USA),
        actor=USA,
        leaders=(TRUMP, PUTIN),
        place=Place(USA, "Washington"),
        window=None,
        polarity=-1 if kind is SignalType.POSTPONE else 1,
        certainty=Certainty.FIRM,
        forum=None,
        statement_on=known_at.date(),
    )
    witnesses = tuple(
        Witness(f"{name}-{origin}", origin, origin, known_at, None, ("told",), "r1", "rules@1", 0.9)  # type: ignore[arg-type]
        for origin in origins
    )
    done = replace(said, **act)  # type: ignore[arg-type]
    return Signal(name, revision, done, witnesses, known_at, retracted=retracted)


def _side(signal: Signal) -> str:
    return "against" if signal.act.polarity < 0 else "for"


@dataclass(frozen=True)
class SimpleOutlook:
    """Every signal in force adds to or takes from a rate that a recent meeting raises."""

    chronicle: Chronicle
    model_version: str = "simple-1"
    _curves: dict[tuple[Dyad, frozenset[str]], IncidenceCurve] = field(default_factory=dict)

    @property
    def as_of(self) -> datetime:
        return self.chronicle.cutoff

    def parts(self, dyad: Dyad) -> tuple[EvidencePart, ...]:
        told = [
            s for s in self.chronicle.signals if set(s.act.leaders) >= {dyad.first, dyad.second}
        ]
        return tuple(EvidencePart(s.id, f"{s.act.type} {s.id}", (s.id,)) for s in told)

    def curve(self, dyad: Dyad, without: frozenset[str] = frozenset()) -> IncidenceCurve:
        key = (dyad, without)
        if key not in self._curves:
            self._curves[key] = self._curve(dyad, without)
        return self._curves[key]

    def _curve(self, dyad: Dyad, without: frozenset[str]) -> IncidenceCurve:
        seen = [
            signal
            for signal in self.chronicle.signals
            if _side(signal) not in without and set(signal.act.leaders) >= {dyad.first, dyad.second}
        ]
        pull = sum(s.act.polarity * len(s.origins) / (1 + self._age(s)) for s in seen)
        met = sum(1 for m in self.chronicle.meetings if m.dyad == dyad)
        rate = 0.001 * (1 + 0.1 * met) * 2.0 ** max(min(pull, 4.0), -4.0)
        rates = {
            Venue(VenueKind.HOST_FIRST, self._home(dyad.first)): (rate,) * HORIZON,
            Venue(VenueKind.HOST_SECOND, self._home(dyad.second)): (rate / 2,) * HORIZON,
            Venue(VenueKind.ELSEWHERE): (rate / 4,) * HORIZON,
        }
        for summit in self.chronicle.summits.values():
            if summit.window and summit.place and not summit.cancelled:
                offset = (summit.window.start - self.as_of.date()).days
                daily = tuple(0.4 if day == offset else 0.0 for day in range(HORIZON))
                rates[Venue(VenueKind.SUMMIT, summit.place.country, summit.id)] = daily
        return IncidenceCurve(dyad, self.as_of.date(), rates, dict.fromkeys(rates, 0.3), {FIN: 0.2})

    def _age(self, signal: Signal) -> float:
        return max((self.as_of - signal.known_at).total_seconds(), 0.0) / 864_000

    def _home(self, leader: LeaderId) -> CountryCode:
        return self.chronicle.country_of(leader, self.as_of.date()) or FRA

    def base_rate(self, dyad: Dyad, window: Window) -> BaseRate:
        met = sum(1 for m in self.chronicle.meetings if m.dyad == dyad)
        return BaseRate(f"in {window.days} days, shrunk to two great powers", met, 0.1 + 0.01 * met)

    def contact_factors(
        self, curve: IncidenceCurve, contact: ContactLevel
    ) -> Mapping[Venue, float]:
        return dict.fromkeys(curve.rates, 1.3 - 0.1 * contact)

    def city_share(self, place: Place) -> float:
        return 0.8

    def attend(self, leader: LeaderId, summit_id: str) -> Chance:
        return Chance(0.9, 0.9, 3, 0.2)

    def together(self, dyad: Dyad, summit_id: str) -> float:
        return 0.8

    def check_dated(self, summit_id: str) -> None:
        """Every summit has days here."""

    def visit(self, leader: LeaderId, place: Place, start: date) -> Visits:
        return Visits(start, (0.002,) * HORIZON, (0.0,) * HORIZON, 4, 0.5)

    def degraded(self, dyad: Dyad) -> tuple[str, ...]:
        return ()


def a_fit() -> Fit:
    version = ModelVersion(
        id="simple-1",
        recipe="simple",
        trained_through=START,
        fitted_at=START,
        code_version="0",
        content_hash="0" * 64,
        data_hashes=(),
        scores=(),
        parent=None,
        state=ModelState.CHAMPION,
        reason="simple",
    )
    return Fit(version, {})


class SimpleIssuer:
    """The product's door with the simple outlook behind it."""

    def fit(self, chronicle: Chronicle, now: datetime, parent: ModelVersion | None) -> Fit:
        return a_fit()

    def vintage(self, as_of: datetime) -> Fit:
        return a_fit()

    def issue(
        self, chronicle: Chronicle, questions: Sequence[Question], model: Fit, now: datetime
    ) -> Issued:
        found = issue_forecasts(questions, SimpleOutlook(chronicle), now)
        curves = tuple(
            StoredCurve(c.dyad, now, chronicle.cutoff, "simple-1", found.inputs_digest, c)
            for c in found.curves
        )
        return Issued(found.forecasts, curves, found.refused)


class SmallLibrary(Library):
    """Facts of three leaders in place of the bundled ones."""

    @cached_property
    def facts(self) -> Facts:
        return facts()

    @cached_property
    def zones(self) -> Zones:
        clocks = {
            USA: Clock("America/New_York", everywhere=False, capital="Washington"),
            RUS: Clock("Europe/Moscow", everywhere=False, capital="Moscow"),
            FRA: Clock("Europe/Paris", everywhere=True),
            FIN: Clock("Europe/Helsinki", everywhere=True),
            ARG: Clock("America/Argentina/Buenos_Aires", everywhere=True),
        }
        return Zones(clocks)

    @cached_property
    def watchlist(self) -> Mapping[str, object]:
        return {
            "least_days": 10,
            "hosts_by": ["year"],
            "venue_by": ["year"],
            "summits_days": 270,
            "attendance": True,
        }


def no_signals(*_: object) -> Sequence[Signal]:
    return ()


class TinyLibrary(SmallLibrary):
    """Few questions, for many histories."""

    @cached_property
    def watchlist(self) -> Mapping[str, object]:
        return {"least_days": 10, "venue_by": ["year"], "summits_days": 270}


class NoPages:
    """No outside world."""

    def get(self, url: str, *_: object, **__: object) -> object:
        raise AssertionError(f"nobody should ask for {url}")


def ports_over(
    store: Store,
    folder: Path,
    library: Library | None = None,
    watch: WatchSettings | None = None,
) -> Ports:
    return Ports(
        store=store,
        settings=Settings(folder=folder, watch=watch or WatchSettings()),
        library=library or SmallLibrary(folder),
        pages=NoPages(),  # type: ignore[arg-type]
        merger=no_signals,
        issuer=SimpleIssuer(),
        jitter=lambda: 0.5,
    )
