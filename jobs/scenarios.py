"""Reading a scenario from plain JSON, in the form of ``POST /v1/scenarios``."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from forecaster.domain.chronicle import Chronicle
from forecaster.domain.clock import Window, start_of
from forecaster.domain.errors import QuestionError
from forecaster.domain.people import LeaderId
from forecaster.domain.places import CountryCode, Place
from forecaster.domain.signals import (
    Act,
    Certainty,
    Signal,
    SignalType,
    Speaker,
    SpeakerKind,
    usual_polarity,
)
from forecaster.domain.summits import Summit, series_of_edition
from forecaster.issue.scenario import Departure, Presence, Scenario
from forecaster.questions.spec import SpecReader

Line = Mapping[str, object]


def read_scenario(body: Line, reader: SpecReader, chronicle: Chronicle) -> Scenario:
    """The scenario that a body describes.

    Raises:
        QuestionError: If a field is missing or wrong; the message names it.
    """
    try:
        return _read(body, reader, chronicle)
    except (KeyError, ValueError, TypeError) as error:
        raise QuestionError(
            f"scenario: {error}", remedy="see `summitry scenario --help`"
        ) from error


def _read(body: Line, reader: SpecReader, chronicle: Chronicle) -> Scenario:
    known = {signal.id: signal for signal in chronicle.signals}
    signals = _by_action(body, "signals")
    events = _by_action(body, "events")
    calendar = [*events["add"], *events["alter"]]
    return Scenario(
        added=tuple(_act(_inner(line, "signal"), reader, chronicle) for line in signals["add"]),
        removed=tuple(_key(line, "signal_id") for line in signals["remove"]),
        altered={
            _key(line, "signal_id"): _altered(line, known, reader, chronicle)
            for line in signals["alter"]
        },
        summits=tuple(_summit(line, chronicle) for line in calendar),
        without_summits=tuple(_key(line, "event_id").lower() for line in events["remove"]),
        presence=tuple(
            Presence(
                _key(line, "event_id").lower(),
                _leader(line["leader"], reader, chronicle),
                bool(line["attends"]),
            )
            for line in _lines(body, "attendance")
        ),
        departures=tuple(
            Departure(
                _leader(line["leader"], reader, chronicle),
                date.fromisoformat(str(line["leaves_date"])),
            )
            for line in _lines(body, "offices")
        ),
    )


def _lines(body: Line, field: str) -> list[Line]:
    value = body.get(field) or []
    if not isinstance(value, Sequence) or isinstance(value, str):
        raise QuestionError(f"{field}: expected a list")
    lines = [line for line in value if isinstance(line, Mapping)]
    if len(lines) < len(value):
        raise QuestionError(f"{field}: each is a JSON object")
    return lines


def _by_action(body: Line, field: str) -> dict[str, list[Line]]:
    found: dict[str, list[Line]] = {"add": [], "alter": [], "remove": []}
    for line in _lines(body, field):
        action = str(line.get("action"))
        if action not in found:
            raise QuestionError(f"{field}: action is add, alter or remove, not {action!r}")
        found[action].append(line)
    return found


def _key(line: Line, field: str) -> str:
    value = line.get(field)
    if not isinstance(value, str) or not value:
        raise QuestionError(f"{field}: expected an id")
    return value


def _inner(line: Line, field: str) -> Line:
    value = line.get(field)
    if not isinstance(value, Mapping):
        raise QuestionError(f"{field}: expected an object")
    return value


def _leader(value: object, reader: SpecReader, chronicle: Chronicle) -> LeaderId:
    name = value.get("id") or value.get("name") if isinstance(value, Mapping) else value
    return reader.names.resolve(str(name), chronicle, chronicle.cutoff.date())


def _altered(
    line: Line, known: Mapping[str, Signal], reader: SpecReader, chronicle: Chronicle
) -> Act:
    """The known act with the given attributes in place of its own."""
    signal_id = _key(line, "signal_id")
    if signal_id not in known:
        raise QuestionError(f"signals: no signal {signal_id!r} is in force")
    act = known[signal_id].act
    return _filled(act, _inner(line, "signal"), reader, chronicle)


def _act(fields: Line, reader: SpecReader, chronicle: Chronicle) -> Act:
    """An act from its type and leaders on; what is left out takes the usual value."""
    kind = SignalType(str(fields["type"]).upper())
    plain = Act(
        type=kind,
        speaker=Speaker(SpeakerKind.OFFICE),
        actor=None,
        leaders=(),
        place=None,
        window=None,
        polarity=usual_polarity(kind),
        certainty=Certainty.FIRM,
        forum=None,
        statement_on=chronicle.cutoff.date(),
    )
    act = _filled(plain, fields, reader, chronicle)
    if not act.leaders:
        raise QuestionError("signal.leaders: name the leaders concerned")
    return act


_MEANT = frozenset(
    [
        *("type", "speaker", "actor", "leaders", "place", "window", "polarity", "certainty"),
        *("forum", "statement_date"),
    ]
)


def _filled(act: Act, fields: Line, reader: SpecReader, chronicle: Chronicle) -> Act:
    unknown = sorted(set(fields) - _MEANT)
    if unknown:
        raise QuestionError(
            f"signal.{unknown[0]}: no such attribute",
            remedy=f"attributes are {', '.join(sorted(_MEANT))}",
        )
    changes: dict[str, object] = {}
    for name, value in fields.items():
        changes["statement_on" if name == "statement_date" else name] = _value(
            name, value, reader, chronicle
        )
    return replace(act, **changes)  # type: ignore[arg-type]  # each value is built by its name


def _value(name: str, value: object, reader: SpecReader, chronicle: Chronicle) -> object:
    if value is None and name not in ("type", "leaders", "polarity", "certainty"):
        return Speaker(SpeakerKind.OFFICE) if name == "speaker" else None
    if name == "leaders":
        if not isinstance(value, Sequence) or isinstance(value, str):
            raise QuestionError("signal.leaders: expected a list")
        return tuple(sorted(_leader(one, reader, chronicle) for one in value))
    if name == "speaker":
        return _speaker(value)
    simple: Mapping[str, Callable[[], object]] = {
        "type": lambda: SignalType(str(value).upper()),
        "certainty": lambda: Certainty(str(value)),
        "polarity": lambda: _polarity(value),
        "actor": lambda: CountryCode(str(value)),
        "forum": lambda: str(value).upper(),
        "statement_date": lambda: date.fromisoformat(str(value)),
        "place": lambda: _place(value),
        "window": lambda: _window(value),
    }
    return simple[name]()


def _polarity(value: object) -> int:
    if value not in (-1, 0, 1) or isinstance(value, bool):
        raise QuestionError(f"signal.polarity: expected -1, 0 or 1, got {value!r}")
    return int(str(value))


def _speaker(value: object) -> Speaker:
    held = value if isinstance(value, Mapping) else {"kind": value}
    country = held.get("country")
    return Speaker(
        SpeakerKind(str(held.get("kind") or "office")),
        name=_optional(held.get("name")),
        role=_optional(held.get("role")),
        country=CountryCode(str(country)) if country else None,
    )


def _optional(value: object) -> str | None:
    return None if value is None else str(value)


def _place(value: object) -> Place:
    if not isinstance(value, Mapping) or not value.get("country"):
        raise QuestionError("place: expected an object with a country")
    city = value.get("city")
    return Place(CountryCode(str(value["country"])), str(city) if city else None)


def _window(value: object) -> Window:
    if not isinstance(value, Mapping):
        raise QuestionError("window: expected an object with start and end")
    return Window(date.fromisoformat(str(value["start"])), date.fromisoformat(str(value["end"])))


def _summit(line: Line, chronicle: Chronicle) -> Summit:
    """The edition named, with the given fields in place of the known ones."""
    summit_id = _key(line, "event_id").lower()
    fields = _inner(line, "event")
    known = chronicle.summits.get(summit_id)
    if known is None and line.get("action") == "alter":
        raise QuestionError(f"events: {summit_id.upper()} is not on the calendar")
    now = start_of(chronicle.cutoff.date())
    series = series_of_edition(summit_id)
    base = known or Summit(
        summit_id, series, summit_id.upper(), None, None, frozenset(), frozenset(), now, now
    )
    members = fields.get("members")
    return replace(
        base,
        name=str(fields.get("name") or base.name),
        window=_window(fields["window"]) if fields.get("window") else base.window,
        place=_place(fields["place"]) if fields.get("place") else base.place,
        members=frozenset(map(CountryCode, members)) if isinstance(members, list) else base.members,
        cancelled=bool(fields.get("cancelled", base.cancelled)),
    )
