"""Output, evaluation, spaCy's sentences, and the cost of reading."""

from __future__ import annotations

import json
from time import process_time
from typing import Any

import numpy as np
import pytest

from forecaster.domain.errors import SettingsError
from forecaster.reading.evaluate import evaluate, report
from forecaster.reading.merging.merge import cluster
from forecaster.reading.output import reading_json
from forecaster.reading.pipeline import readings
from forecaster.reading.reader import RulesReader
from forecaster.reading.text.spacy_reader import spacy_splitter
from forecaster.replay.benchmark_read import Size, measure
from forecaster.replay.benchmark_text import articles
from tests.reading.world import ALDER, BIRCH, NOR, TODAY, an_article

TITLE = "Alder invites Birch to Norburg"
BODY = (
    "President Alder has invited President Birch to Norburg in May, her office said on Monday.\n\n"
    "Birch's spokesman said no decision had been made."
)


def _line(small: RulesReader, number: str = "a-1") -> dict[str, Any]:
    article = an_article(BODY, title=TITLE, number=number)
    reading = small.read(article)
    mentions = cluster([(article, reading.mentions)])
    return reading_json(article, reading, mentions, lambda one: small.naming(one, TODAY))


def test_an_output_line_has_the_stated_form(small: RulesReader) -> None:
    line = json.loads(json.dumps(_line(small)))
    assert (line["id"], line["published_at"], line["published_basis"]) == (
        "a-1", "2031-03-04", "metadata",
    )  # fmt: skip
    invite, hedge = line["signals"]
    assert (invite["type"], hedge["type"]) == ("INVITE", "HEDGE")
    assert invite["actor"] == NOR
    assert invite["leaders"] == [
        {"id": ALDER, "name": "Anna Alder", "country": "NOR"},
        {"id": BIRCH, "name": "Ben Birch", "country": "SUD"},
    ]
    assert invite["place"] == {"city": "Norburg", "country": "NOR"}
    assert invite["window"] == {"start": "2031-05-01", "end": "2031-05-31"}
    assert invite["statement_date"] == "2031-03-03"
    assert {"polarity", "certainty", "forum", "background", "retracts", "cluster", "rule",
            "reader", "score", "speaker", "evidence"} <= set(invite)  # fmt: skip


def test_evidence_lies_in_the_field_it_names(small: RulesReader) -> None:
    texts = {"title": TITLE, "body": BODY}
    for signal in _line(small)["signals"]:
        for span in signal["evidence"]:
            assert texts[span["field"]][span["start"] : span["end"]].strip()


def test_articles_are_read_in_order(small: RulesReader) -> None:
    told = [an_article(BODY, number=str(n)) for n in range(3)]
    read = list(readings(told, small))
    assert [article for article, _ in read] == told
    for article, reading in read:
        assert {mention.article_id for mention in reading.mentions} == {article.id}


def _gold(small: RulesReader) -> dict[str, Any]:
    return json.loads(json.dumps(_line(small)))


def test_a_perfect_reading_scores_one(small: RulesReader) -> None:
    result = evaluate([_gold(small)], [_line(small)]).to_data()
    assert (result["precision"], result["recall"], result["f1"], result["n"]) == (1, 1, 1, 2)
    assert all(one["accuracy"] == 1 for one in result["attributes"].values())


def test_misses_inventions_and_false_alarms_are_counted(small: RulesReader) -> None:
    gold = [_gold(small), {"id": "silent", "signals": []}]
    gold[0]["signals"][1]["type"] = "DECLINE"
    loud = {**_line(small, "silent"), "id": "silent"}
    result = evaluate(gold, [_line(small), loud])
    assert (result.total.right, result.total.wrong, result.total.missed) == (1, 3, 1)
    assert result.silent == [1, 1]
    assert "1 of 1 items raised a signal" in report(result)


def test_labels_may_be_optional_or_have_equals(small: RulesReader) -> None:
    gold = _gold(small)
    gold["signals"][1].update({"type": "DECLINE", "also": ["HEDGE"]})
    gold["signals"].append({**gold["signals"][0], "type": "WILLING", "optional": True})
    assert evaluate([gold], [_line(small)]).total.f1 == 1.0


def test_attributes_are_scored_on_what_matched(small: RulesReader) -> None:
    gold = _gold(small)
    gold["signals"][0].update(place={"city": None, "country": "SUD"}, polarity=-1, window=None)
    details = evaluate([gold], [_line(small)]).to_data()["attributes"]
    assert details["place_country"]["accuracy"] < 1
    assert details["polarity"]["accuracy"] == 0.5
    assert details["window_overlap"]["accuracy"] == 0.5
    assert details["certainty"]["accuracy"] == 1


class _Sentence:
    def __init__(self, start: int, end: int) -> None:
        self.start_char, self.end_char = start, end


class _Parsed:
    def __init__(self, text: str) -> None:
        cut = text.find(". ") + 1 or len(text)
        self.sents = [_Sentence(0, cut), _Sentence(cut, len(text))]


def test_spacy_decides_where_sentences_end(small: RulesReader) -> None:
    split = spacy_splitter(lambda _: _Parsed)
    assert split("One. Two", 0, 8) == [(0, 4), (4, 8)]


def test_a_missing_extra_says_what_to_install() -> None:
    def load(name: str) -> Any:
        raise OSError(f"no {name}")

    with pytest.raises((SettingsError, OSError)):
        spacy_splitter(load)


def test_spacy_itself_serves_where_installed(small: RulesReader) -> None:
    split = spacy_splitter()
    assert len(split("Mr. Alder met Birch. He left.", 0, 29)) == 2


def test_the_benchmark_reports_every_figure(full: RulesReader) -> None:
    size = Size(articles=4, known=(10, 20), hostile=2_000)
    cost = measure(full, process_time, np.random.default_rng(1), tagger=len, size=size).to_data()
    assert cost["articles_per_second_all_relevant"] > 0
    assert cost["times_faster_than_spacy_small_ner"] is not None
    assert set(cost["merge_seconds_per_article_by_known_signals"]) == {"10", "20"}
    assert len(cost["hostile_doubling_ratio"]) == 8
    assert all(
        set(seconds) == {"2000", "4000"}
        for seconds in cost["differing_seconds_by_characters"].values()
    )


def test_generated_news_is_read(full: RulesReader) -> None:
    texts = articles(3, 1.0, np.random.default_rng(2))
    assert all(len(text.body.split()) >= 500 for text in texts)
    assert all(full.read(text).mentions for text in texts)


def test_text_about_nobody_is_left_alone(full: RulesReader) -> None:
    for text in articles(3, 0.0, np.random.default_rng(3)):
        assert full.read(text).mentions == ()
