"""Domain objects to plain JSON values and back, exactly.

The shape of a value follows from the annotations of its dataclass and from nothing else, so what
is stored can be read by any program, and reading it runs no code. Supported are texts, numbers,
booleans, None, days, instants, enums, dataclasses, tuples, frozen sets and mappings of these.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from types import NoneType, UnionType
from typing import NewType, TypeVar, Union, get_args, get_origin, get_type_hints

from forecaster.domain.clock import format_instant, parse_instant
from forecaster.domain.errors import StoreError

T = TypeVar("T")
Json = object
"""A value as :mod:`json` reads and writes it."""

Encoder = Callable[[object], Json]
Decoder = Callable[[Json], object]
Codec = tuple[Encoder, Decoder]

_PAIR = 2


def encode(value: object) -> Json:
    """The plain JSON value of a dataclass instance.

    Raises:
        StoreError: If a field holds what its annotation does not allow, NaN or an infinity.
    """
    kind = type(value)
    with _naming(kind):
        return _codec(kind)[0](value)


def decode(kind: type[T], value: Json) -> T:
    """The instance of ``kind`` that :func:`encode` made ``value`` from.

    Raises:
        StoreError: If ``value`` does not have the shape of ``kind``.
    """
    with _naming(kind):
        return _codec(kind)[1](value)  # type: ignore[return-value]  # by construction


@contextmanager
def _naming(kind: type) -> Generator[None]:
    """Errors of shape come out as one error that names the record."""
    try:
        yield
    except (TypeError, ValueError, KeyError, AttributeError) as error:
        raise StoreError(f"no {kind.__name__} of the expected shape: {error}") from error


_BUILT: dict[object, Codec] = {}


def _codec(kind: object) -> Codec:
    """Encoder and decoder for one annotation, built once."""
    if kind not in _BUILT:
        _BUILT[kind] = _build(kind)
    return _BUILT[kind]


def _build(kind: object) -> Codec:
    if isinstance(kind, NewType):
        return _codec(kind.__supertype__)
    simple = _SIMPLE.get(kind)
    if simple:
        return simple
    if isinstance(kind, type) and issubclass(kind, Enum):
        return _enum(kind)
    if isinstance(kind, type) and is_dataclass(kind):
        return _record(kind)
    return _generic(kind)


def _generic(kind: object) -> Codec:
    origin, args = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        return _optional(args)
    if origin is tuple:
        return _tuple(args)
    if origin is frozenset:
        return _set(args[0])
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return _mapping(args[0], args[1])
    raise TypeError(f"{kind} has no JSON form")


def _same(kind: type) -> Codec:
    def check(value: object) -> object:
        if type(value) is not kind:
            raise TypeError(f"{value!r} is no {kind.__name__}")
        return value

    return check, check


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError(f"{value!r} is no number")
    if not math.isfinite(value):
        raise ValueError(f"{value!r} is not finite")
    return float(value)


def _day_out(value: object) -> Json:
    if type(value) is not date:
        raise TypeError(f"{value!r} is no day")
    return value.isoformat()


def _day_in(value: Json) -> date:
    return date.fromisoformat(_text(value))


def _instant_out(value: object) -> Json:
    if not isinstance(value, datetime):
        raise TypeError(f"{value!r} is no instant")
    return format_instant(value)


def _instant_in(value: Json) -> datetime:
    return parse_instant(_text(value))


def _text(value: Json) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is no text")
    return value


_SIMPLE: dict[object, Codec] = {
    str: _same(str),
    int: _same(int),
    bool: _same(bool),
    NoneType: _same(NoneType),
    float: (_number, _number),
    date: (_day_out, _day_in),
    datetime: (_instant_out, _instant_in),
    object: (lambda value: value, lambda value: value),
}


def _enum(kind: type[Enum]) -> Codec:
    def out(value: object) -> Json:
        if not isinstance(value, kind):
            raise TypeError(f"{value!r} is no {kind.__name__}")
        return value.value

    return out, kind


def _record(kind: type) -> Codec:
    hints = get_type_hints(kind)
    parts = [(field.name, *_codec(hints[field.name])) for field in fields(kind)]
    optional = {
        field.name
        for field in fields(kind)
        if field.default is not MISSING or field.default_factory is not MISSING
    }

    def out(value: object) -> Json:
        if not isinstance(value, kind):
            raise TypeError(f"{value!r} is no {kind.__name__}")
        return {name: encoder(getattr(value, name)) for name, encoder, _ in parts}

    def back(value: Json) -> object:
        held = _object(value)
        # A field that was added later with a default is absent from older rows.
        return kind(
            **{
                name: decoder(held[name])
                for name, _, decoder in parts
                if name in held or name not in optional
            }
        )

    return out, back


def _object(value: Json) -> Mapping[str, Json]:
    if not isinstance(value, dict):
        raise TypeError(f"{value!r} is no object")
    return value


def _items(value: Json) -> list[Json]:
    if not isinstance(value, list):
        raise TypeError(f"{value!r} is no list")
    return value


def _optional(args: tuple[object, ...]) -> Codec:
    inner = [arg for arg in args if arg is not NoneType]
    if len(inner) != 1:
        raise TypeError(f"a union of {len(inner)} types has no JSON form")
    out, back = _codec(inner[0])
    return (
        lambda value: None if value is None else out(value),
        lambda value: None if value is None else back(value),
    )


def _tuple(args: tuple[object, ...]) -> Codec:
    if len(args) == _PAIR and args[1] is Ellipsis:
        out, back = _codec(args[0])
        return (
            lambda value: [out(item) for item in _sequence(value)],
            lambda value: tuple(back(item) for item in _items(value)),
        )
    codecs = [_codec(arg) for arg in args]
    return (
        lambda value: [out(item) for (out, _), item in zip(codecs, _sequence(value), strict=True)],
        lambda value: tuple(
            back(item) for (_, back), item in zip(codecs, _items(value), strict=True)
        ),
    )


def _sequence(value: object) -> tuple[object, ...]:
    if not isinstance(value, tuple):
        raise TypeError(f"{value!r} is no tuple")
    return value


def _set(item: object) -> Codec:
    out, back = _codec(item)

    def members(value: object) -> Json:
        if not isinstance(value, frozenset):
            raise TypeError(f"{value!r} is no frozen set")
        # Sorted, so that equal sets have one JSON text.
        return sorted((out(member) for member in value), key=repr)

    return members, lambda value: frozenset(back(member) for member in _items(value))


def _mapping(key: object, item: object) -> Codec:
    """Texts as keys give a JSON object; anything else a list of pairs, in order."""
    (key_out, key_back), (out, back) = _codec(key), _codec(item)
    if _is_text(key):
        return (
            lambda value: {str(key_out(k)): out(v) for k, v in _held(value).items()},
            lambda value: {key_back(k): back(v) for k, v in _object(value).items()},
        )
    return (
        lambda value: [[key_out(k), out(v)] for k, v in _held(value).items()],
        lambda value: {key_back(pair[0]): back(pair[1]) for pair in map(_items, _items(value))},
    )


def _held(value: object) -> Mapping[object, object]:
    if not isinstance(value, Mapping):
        raise TypeError(f"{value!r} is no mapping")
    return value


def _is_text(kind: object) -> bool:
    while isinstance(kind, NewType):
        kind = kind.__supertype__
    return isinstance(kind, type) and issubclass(kind, str)
