"""Whom an encoder sees take part in what a sentence tells, beside each set that is considered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from forecaster.domain.people import LeaderId
from forecaster.reading.acts.impression import NEVER
from forecaster.reading.company.presence import Leaders
from forecaster.reading.learned.trees import Floats, Table

Parts = Mapping[LeaderId, float]
"""Log odds of each leader whom the sentences around name."""

LIKELY = 0.0
"""Log odds from which on a leader is taken to take part."""
POSSIBLE = -2.0
"""Log odds from which on it is worth considering."""
_MOST = 5


def in_order(parts: Parts) -> Leaders:
    """Those who may take part, the likeliest first."""
    likeliest = sorted(parts, key=lambda one: -parts[one])
    return tuple(one for one in likeliest if parts[one] > POSSIBLE)[:_MOST]


def features(sets: Sequence[Leaders], parts: Parts, first: Floats) -> Table:
    """What speaks for each set.

    Args:
        sets: The sets.
        parts: Who is seen to take part.
        first: Log probability of each set before this is known.
    """
    considered = list(dict.fromkeys((*(one for some in sets for one in some), *parts)))
    odds = np.array([parts.get(one, NEVER) for one in considered])
    inside = np.array([[one in some for one in considered] for some in sets])
    agreed = -np.logaddexp(0, np.where(inside, -odds, odds)).sum(axis=1)
    likely = int((odds > LIKELY).sum())
    columns = {
        "first": first,
        "first behind": first - first.max(),
        "part least": np.where(inside, odds, np.inf).min(axis=1),
        "part mean": np.where(inside, odds, 0.0).sum(axis=1) / inside.sum(axis=1),
        "part others": np.where(inside, -np.inf, odds).max(axis=1, initial=NEVER),
        "parts": agreed,
        "parts behind": agreed - agreed.max(),
        "seen more": likely - inside.sum(axis=1),
        "seen": np.full(len(sets), float(likely)),
    }
    return Table(tuple(columns), np.column_stack([*columns.values()]))
