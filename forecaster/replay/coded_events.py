"""Machine-coded events read from a folder that the user names (CAMEO codes, a row a day and pair).

Of the events of American presidents all are kept whose other actor belongs to another country: its
leader in office, the country by name ("Japan") or anybody named with it ("Head of Government
(Japan)"). The leaders alone are half of them, and most news of a visit to come names the country.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd

from forecaster.panel.days import Days, Flags

FILES = {
    "ICEWS05-15": "icews05-15.parquet",
    "ICEWS18": "icews18.parquet",
    "ICEWS21": "icews21.parquet",
    "ICEWS22": "icews22.parquet",
}
"""File by name of its dataset."""

TERMS = "leaders_tenure.csv"
"""Who is in office from when to when."""

HERE = "USA"

_OF_COUNTRY = re.compile(r".+ \((?P<country>[^()]+)\)")


def read_coded(folder: Path, countries: Mapping[str, str]) -> pd.DataFrame:
    """Events between an American president in office and actors of another country.

    Args:
        folder: Holds :data:`FILES` and :data:`TERMS`.
        countries: Code by country name, aliases included.

    Returns:
        A row per event: ``source``, ``target`` and ``other`` as country codes, ``cameo``,
        ``dataset``, ``day`` as day number, and whether both are heads in office (``leaders``).

    Raises:
        OSError: When a file is missing.
        ImportError: When nothing is installed that reads Parquet.
    """
    terms = _terms(folder / TERMS, countries)
    files = {dataset: folder / name for dataset, name in FILES.items()}
    return pd.concat(
        [_read(path, terms, countries).assign(dataset=dataset) for dataset, path in files.items()],
        ignore_index=True,
    )


def _terms(path: Path, countries: Mapping[str, str]) -> pd.DataFrame:
    held = pd.read_csv(path).fillna({"end": "9999-12-31"})
    held = held[held["kind"] == "head"]
    return held.assign(country=held["country"].map(countries))


def _read(path: Path, terms: pd.DataFrame, countries: Mapping[str, str]) -> pd.DataFrame:
    told = pd.read_parquet(path, columns=["date", "source_entity", "target_entity", "cameo"])
    told = told.astype(str)
    date = told["date"].str[:10]
    source, source_leads = _sides(told["source_entity"], date, terms, countries)
    target, target_leads = _sides(told["target_entity"], date, terms, countries)
    found = pd.DataFrame(
        {
            "source": source,
            "target": target,
            "other": source.where(source != HERE, target),
            "cameo": told["cameo"],
            "day": _day_numbers(date),
            "leaders": source_leads & target_leads,
        }
    )
    president = np.where(source == HERE, source_leads, target_leads)
    abroad = (source == HERE) != (target == HERE)
    return found[president & abroad].dropna()


def _sides(
    actor: pd.Series, date: pd.Series, terms: pd.DataFrame, countries: Mapping[str, str]
) -> tuple[pd.Series, Flags]:
    """Country of each actor, and whether it is a head in office on that day."""
    listed = pd.DataFrame({"entity": actor, "date": date})
    listed = listed[listed["entity"].isin(terms["entity"])].reset_index()
    held = listed.merge(terms, on="entity")
    held = held[(held["start"] <= held["date"]) & (held["date"] <= held["end"])]
    leads = held.drop_duplicates("index").set_index("index")["country"]
    named = {one: countries.get(_named(one)) for one in actor.unique()}
    country = actor.map(named).astype(object)
    country.loc[leads.index] = leads
    return country, actor.index.isin(leads.index)


def _named(actor: str) -> str:
    """The country in an actor's name, or the name itself."""
    found = _OF_COUNTRY.fullmatch(actor)
    return found["country"] if found else actor


def _day_numbers(date: pd.Series) -> Days:
    return pd.to_datetime(date).to_numpy().astype("datetime64[D]").astype(np.int64)
