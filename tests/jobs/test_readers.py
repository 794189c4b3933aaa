"""Which reader serves is a setting; a language model is asked over real HTTP."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from pydantic import SecretStr

from forecaster.domain.errors import SettingsError
from forecaster.domain.people import LeaderId
from forecaster.domain.signals import SignalType
from forecaster.reading.reader import RulesReader
from forecaster.store.files import data_root
from jobs.library import Library
from jobs.readers import llm_reader, rules_reader
from jobs.reading import leader_names, named_reader
from jobs.settings import ReaderSettings, load_settings
from tests.jobs.servers import Route, page, serving
from tests.reading.world import an_article

BODY = "President Donald Trump has invited Vladimir Putin to Washington in the autumn."
ARTICLE = replace(
    an_article(BODY, published=date(2018, 7, 20)), known_at=datetime(2018, 7, 20, tzinfo=UTC)
)
ENDPOINT = "/v1/chat/completions"


def said(content: str) -> bytes:
    return json.dumps({"choices": [{"message": {"content": content}}]}).encode()


def invitation(quote: str) -> str:
    signal = {"type": "INVITE", "leaders": ["donald-trump", "vladimir-putin"], "quote": quote}
    return json.dumps({"signals": [signal]})


@pytest.fixture(scope="module")
def rules() -> RulesReader:
    return rules_reader(data_root())


def test_the_rules_serve_unless_told_otherwise() -> None:
    assert Library(data_root()).reader.name.startswith("rules@")


@pytest.mark.parametrize("name", ["rules+spacy", "rules-quick"])
def test_the_settings_choose(tmp_path: Path, name: str) -> None:
    config = tmp_path / "summitry.toml"
    config.write_text(f'[reader]\nname = "{name}"\n')
    chosen = load_settings(config, {})
    assert Library(data_root(), (), chosen.reader).reader.name.startswith(f"{name}@")


def test_the_quick_reader_knows_the_same_rules_but_weighs_them_otherwise() -> None:
    found = [
        named_reader(Library(data_root()), name).read(ARTICLE).mentions
        for name in ("rules", "rules-quick")
    ]
    (slow,), (quick,) = found
    assert (slow.act.type, slow.act.leaders) == (quick.act.type, quick.act.leaders)
    assert slow.score != quick.score


def test_a_reader_of_no_such_name_is_refused() -> None:
    with pytest.raises(SettingsError, match="use rules, rules"):
        named_reader(Library(data_root()), "tea-leaves")


@pytest.mark.parametrize("missing", [{"url": ""}, {"model": ""}])
def test_a_model_without_endpoint_or_name_is_refused(missing: dict[str, str]) -> None:
    given = {"name": "llm", "url": "http://127.0.0.1:9/v1", "model": "m", **missing}
    with pytest.raises(SettingsError, match=r"set reader\.url and reader\.model"):
        named_reader(Library(data_root(), (), ReaderSettings.model_validate(given)), "llm")


def test_an_endpoint_is_believed_as_far_as_the_text_bears_it_out(
    rules: RulesReader,
) -> None:
    with serving() as site:
        chosen = ReaderSettings(
            name="llm", url=site.url(ENDPOINT), model="stub", key=SecretStr("k")
        )
        reader = llm_reader(rules, chosen)
        site.routes[ENDPOINT] = page(said(invitation("invited Vladimir Putin to Washington")))
        (mention,) = reader.read(ARTICLE).mentions
        assert mention.act.type is SignalType.INVITE
        assert site.asked[0][1]["Authorization"] == "Bearer k"
    with serving() as site:
        reader = llm_reader(rules, chosen.model_copy(update={"url": site.url(ENDPOINT)}))
        site.routes[ENDPOINT] = page(said(invitation("Putin accepted on the spot")))
        assert reader.read(ARTICLE).mentions == ()


@pytest.mark.parametrize("reply", [page(b"", 500), page(b"not json"), page(b"{}")])
def test_an_endpoint_that_fails_is_named(rules: RulesReader, reply: Route) -> None:
    with serving() as site:
        site.routes[ENDPOINT] = reply
        url = site.url(ENDPOINT)
        reader = llm_reader(rules, ReaderSettings(name="llm", url=url, model="stub"))
        with pytest.raises(SettingsError, match="does not answer"):
            reader.read(ARTICLE)


@pytest.mark.parametrize(
    ("leader", "day", "country"),
    [
        ("mark-rutte", date(2019, 5, 20), "NLD"),
        ("mark-rutte", date(2024, 8, 1), "NLD"),  # in neither office
        ("mark-rutte", date(2025, 3, 1), "NTO"),
        ("mark-rutte", None, "NTO"),
        ("mark-rutte", date(2001, 1, 1), "NLD"),
    ],
)
def test_a_leader_is_of_the_country_led_on_the_day(
    leader: str, day: date | None, country: str
) -> None:
    naming = leader_names(Library(data_root()))(day)
    assert naming(LeaderId(leader)) == ("Mark Rutte", country)
