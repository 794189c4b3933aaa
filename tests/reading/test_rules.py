"""Every rule reads its own examples and stays silent on its counter-examples."""

from __future__ import annotations

from pathlib import Path

import pytest

from forecaster.domain.errors import FactsError
from forecaster.reading.patterns.rules import Rule, RuleBook, compiled, parse_rules
from forecaster.reading.reader import RulesReader
from forecaster.reading.text.lemmas import inflect
from tests.reading.world import an_article

DATA = Path(__file__).resolve().parents[2] / "data"
BOOK = parse_rules(file.read_text("utf-8") for file in sorted((DATA / "rules").glob("[0-9]*.toml")))
EXAMPLES = [(rule, text) for rule in BOOK.rules for text in rule.examples]
COUNTERS = [(rule, text) for rule in BOOK.rules for text in rule.counter]


def _ids(cases: list[tuple[Rule, str]]) -> list[str]:
    return [f"{rule.id}-{number}" for number, (rule, _) in enumerate(cases)]


def _read(reader: RulesReader, rule: Rule, text: str) -> list[str]:
    headline = "headline" in rule.options
    article = an_article("" if headline else text, title=text if headline else "")
    return [mention.act.type for mention in reader.read(article).mentions]


@pytest.mark.parametrize(("rule", "text"), EXAMPLES, ids=_ids(EXAMPLES))
def test_a_rule_reads_its_examples(small: RulesReader, rule: Rule, text: str) -> None:
    read = _read(small, rule, text)
    assert rule.type in read if rule.type else read == []


@pytest.mark.parametrize(("rule", "text"), COUNTERS, ids=_ids(COUNTERS))
def test_a_rule_is_silent_on_its_counter_examples(
    small: RulesReader, rule: Rule, text: str
) -> None:
    read = _read(small, rule, text)
    assert rule.type not in read if rule.type else read != []


def test_every_rule_has_examples_and_counter_examples() -> None:
    assert [rule.id for rule in BOOK.rules if not rule.examples or not rule.counter] == []


def test_all_nineteen_types_have_a_rule() -> None:
    assert len({rule.type for rule in BOOK.rules if rule.type}) == 19


@pytest.mark.parametrize(
    "text",
    [
        "[[rule]]\nid = 'x'\ntype = 'INVITE'\nmatch = ['@leader']",
        "[[rule]]\nid = 'x'\ntype = 'NOTHING'\nmatch = ['invite']",
        "[[rule]]\nid = 'x'\nmatch = ['$unknown']",
        "[[rule]]\nid = 'x'\nmatch = ['invite=nobody']",
        "[[rule]]\nid = 'x'\nmatch = ['invite']\n[[rule]]\nid = 'x'\nmatch = ['invite']",
        "not toml at all [",
    ],
)
def test_a_broken_rule_file_is_refused_with_a_remedy(text: str) -> None:
    with pytest.raises(FactsError) as caught:
        parse_rules([text])
    assert caught.value.remedy


# Words of their own that only look like a form of another word of the rules.
LOOKALIKES = {"could", "heads", "means", "mrs", "setting", "towards", "ways", "willing"}


def test_no_lemma_of_the_rules_hides_a_form_of_another(book: RuleBook) -> None:
    hidden = {
        form
        for lemma in book.lemmas
        for form in inflect(lemma)
        if form != lemma and form in book.lemmas
    }
    assert hidden <= LOOKALIKES


def test_all_patterns_compile(book: RuleBook) -> None:
    assert all(compiled(pattern) for rule in book.rules for pattern in rule.patterns)
