"""The bundled data, loaded once and only as far as a job needs them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from hashlib import sha256
from operator import itemgetter
from pathlib import Path

from forecaster.domain.chronicle import Chronicle, Facts
from forecaster.domain.errors import SettingsError
from forecaster.domain.places import CountryCode, Place
from forecaster.domain.roster import Gazetteer, Roster
from forecaster.domain.signals import Review, Signal, SpeakerKind
from forecaster.domain.summits import Summit, newest_versions
from forecaster.domain.zones import Zones
from forecaster.model.evidence import TRUST_ALL, SourceTrust
from forecaster.questions.meetings import meetings_of
from forecaster.reading.reader import Reader
from forecaster.store.facts import load_facts
from forecaster.store.ownterms import load_own_terms
from forecaster.store.ports import Records
from forecaster.store.roster import load_places, load_roster
from forecaster.store.watchlist import load_watchlist
from forecaster.store.zones import load_zones
from jobs.fetch.calendars import Atlas
from jobs.settings import ReaderSettings

OWN_TERMS = Path("facts") / "terms.csv"
"""Terms of office in a folder of the operator."""
LEARNT_FROM = ("calendar", "facts")
"""Rooms whose tables models are fitted on."""
NOT_LEARNT_FROM = frozenset({"successions", "ruptures"})
"""Tables of these rooms that no fit looks at: who is known to come into office, who shuns whom."""


@dataclass(frozen=True)
class Library:
    """Facts, names and the reader.

    Attributes:
        root: The data folder.
        extra: Folders of the operator with further rows.
        reading: Which reader serves.
        proven: Sources whose word counts in full; none named: everybody's does.
    """

    root: Path
    extra: tuple[Path, ...] = ()
    reading: ReaderSettings = field(default_factory=ReaderSettings)
    proven: tuple[str, ...] = ()

    @property
    def trust(self) -> SourceTrust:
        """How far sources may move a forecast."""
        return SourceTrust(frozenset(self.proven)) if self.proven else TRUST_ALL

    @cached_property
    def facts(self) -> Facts:
        """The fact tables, with the terms of office that the operator added."""
        held = load_facts(self.root)
        added = [one for folder in self.extra for one in load_own_terms(folder / OWN_TERMS)]
        people = {leader.id: leader for leader, _ in added}
        terms = (*held.terms, *(term for _, term in added))
        return replace(held, leaders={**people, **held.leaders}, terms=terms)

    @property
    def own_terms(self) -> Path:
        """Where terms of office that are brought in go.

        Raises:
            SettingsError: If the operator has no folder of data.
        """
        if not self.extra:
            raise SettingsError(
                "there is no folder for further leaders",
                remedy='name one in summitry.toml: extra_data = ["my-data"]',
            )
        return self.extra[0] / OWN_TERMS

    @cached_property
    def table_hashes(self) -> Mapping[str, str]:
        """SHA-256 of each table that models are fitted on, by name."""
        tables = sorted(path for room in LEARNT_FROM for path in (self.root / room).glob("*.csv"))
        return {
            table.stem: sha256(table.read_bytes()).hexdigest()
            for table in tables
            if table.stem not in NOT_LEARNT_FROM
        }

    @cached_property
    def gazetteer(self) -> Gazetteer:
        """Countries and cities."""
        return load_places(self.root, self.extra)

    @cached_property
    def roster(self) -> Roster:
        """Names of people, offices and forums."""
        return load_roster(self.root, self.extra)

    @cached_property
    def outlets(self) -> frozenset[str]:
        """Names of the agencies and papers that reports give as their source."""
        media = (one for one in self.roster.offices if one.kind is SpeakerKind.MEDIA)
        return frozenset(one.wording for one in media)

    @cached_property
    def reader(self) -> Reader:
        """The reader that the settings name."""
        from jobs.readers import chosen_reader

        return chosen_reader(self.root, self.extra, self.reading)

    @cached_property
    def zones(self) -> Zones:
        """Which clock a country keeps."""
        return load_zones(self.root)

    @cached_property
    def watchlist(self) -> Mapping[str, object]:
        """What is forecast without being asked."""
        return load_watchlist(self.root / "watchlist" / "default.toml")

    def chronicle(
        self, records: Records, as_of: datetime | None = None, head: int | None = None
    ) -> Chronicle:
        """All that facts and records hold, cut off at ``as_of`` where that is given.

        Args:
            records: The view.
            as_of: Latest known time admitted.
            head: Newest change admitted: what was recorded later is left out, even if it had
                been known before.
        """
        summits = (*self.facts.summits, *records.summits.until(as_of, head=head))
        encounters = records.encounters.current(as_of=as_of, head=head)
        recorded = meetings_of(encounters, self.facts)
        meetings = (*self.facts.meetings, *recorded)
        signals = in_force(records.signals.until(as_of, head=head))
        whole = Chronicle.of(replace(self.facts, summits=summits, meetings=meetings), signals)
        return whole if as_of is None else whole.as_of(as_of)

    def atlas(self, records: Records, now: datetime) -> Atlas:
        """What is needed to understand a calendar."""
        revisions = (*self.facts.summits, *records.summits.until(now))
        known = newest_versions(summit for summit in revisions if summit.known_at <= now)
        return Atlas(
            series=self._series(known.values()),
            members=_members(known.values()),
            places=self._places,
            known=known,
        )

    def _series(self, known: Iterable[Summit]) -> Mapping[str, str]:
        keys = {summit.series.lower(): summit.series for summit in known}
        for forum in self.roster.forums:
            keys.update({name.lower(): forum.series for name in forum.names})
        return keys

    @cached_property
    def _places(self) -> Mapping[str, Place]:
        found: dict[str, Place] = {}
        for city in self.gazetteer.cities:
            for name in (city.name, *city.aliases):
                found.setdefault(name.lower(), Place(city.country, city.name))
        for country in self.gazetteer.countries:
            for name in (country.name, *country.aliases, country.code):
                found[name.lower()] = Place(country.code)
        return found


def in_force(revisions: Iterable[Signal]) -> Iterator[Signal]:
    """Revisions as forecasts may see them: one that is not accepted withdraws the one before."""
    accepted: set[str] = set()
    for signal in revisions:
        if signal.review is Review.ACCEPTED:
            accepted.add(signal.id)
            yield signal
        elif signal.id in accepted:
            yield replace(signal, retracted=True)


def _members(known: Iterable[Summit]) -> Mapping[str, frozenset[CountryCode]]:
    """Members of each series at its latest edition that names any."""
    found: dict[str, frozenset[CountryCode]] = {}
    dated = [(s.window.end, s) for s in known if s.members and s.window]
    for _, summit in sorted(dated, key=itemgetter(0)):
        found[summit.series] = summit.members
    return found
