"""From what people type to a place: codes and names of countries, towns and residences."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from forecaster.domain.errors import QuestionError
from forecaster.domain.places import City, CountryCode, Place
from forecaster.domain.roster import Gazetteer
from forecaster.questions.names import fold


@dataclass(frozen=True, slots=True)
class PlaceIndex:
    """Folded names of countries and towns.

    Attributes:
        countries: Code by folded code or name.
        towns: By country and folded name, the town under the name the record uses.
        hosts: Countries that have a town of a folded name.
    """

    countries: Mapping[str, CountryCode]
    towns: Mapping[tuple[CountryCode, str], str]
    hosts: Mapping[str, tuple[CountryCode, ...]]

    @classmethod
    def of(cls, gazetteer: Gazetteer) -> PlaceIndex:
        """Index a gazetteer; a residence stands for its town."""
        countries = {
            fold(name): country.code
            for country in gazetteer.countries
            for name in (*country.aliases, country.name, country.code)
        }
        within = {(one.country, one.name): one.within for one in gazetteer.cities if one.within}
        towns: dict[tuple[CountryCode, str], str] = {}
        hosts: defaultdict[str, dict[CountryCode, None]] = defaultdict(dict)
        for city in gazetteer.cities:
            for name in _names(city):
                towns.setdefault((city.country, fold(name)), _town(city, within))
                hosts[fold(name)][city.country] = None
        return cls(countries, towns, {name: tuple(held) for name, held in hosts.items()})

    def country(self, text: str) -> CountryCode:
        """The country of an ISO 3166 alpha-3 code or a name.

        Raises:
            QuestionError: If there is none.
        """
        found = self.countries.get(fold(text))
        if found is None:
            raise QuestionError(
                f"place.country: {text!r} is no known country",
                remedy=_suggestion(fold(text), self.countries, "use the ISO code, e.g. 'FIN'"),
            )
        return found

    def place(self, country: CountryCode, text: str) -> Place:
        """A town of a country, by the name the record uses.

        Raises:
            QuestionError: If the country has no such town.
        """
        town = self.towns.get((country, fold(text)))
        if town is not None:
            return Place(country, town)
        elsewhere = self.hosts.get(fold(text))
        if elsewhere:
            raise QuestionError(
                f"place.city: {text!r} lies in {' and '.join(elsewhere)}, not in {country}",
                remedy="correct the country or the town",
            )
        own = {name: town for (host, name), town in self.towns.items() if host == country}
        raise QuestionError(
            f"place.city: {text!r} is no town known in {country}",
            remedy=_suggestion(fold(text), own, "leave the town out"),
        )


def _names(city: City) -> Iterable[str]:
    return (city.name, *city.aliases)


def _town(city: City, within: Mapping[tuple[CountryCode, str], str]) -> str:
    """The town that a residence lies in, through any number of steps."""
    name = city.name
    while (city.country, name) in within:
        name = within[city.country, name]
    return name


def _suggestion(text: str, known: Mapping[str, str], otherwise: str) -> str:
    near = get_close_matches(text, known, n=1, cutoff=0.75)
    return f"did you mean {known[near[0]]!r}?" if near else otherwise
