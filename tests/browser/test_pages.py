"""What a person sees and can click: numbers, reasons, evidence, the past; and nothing hostile."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.api.seeds import ANY, USA

ROUNDED = 0.5
"""What rounding for display may take from a percentage, in points."""


def percent(page: Page, selector: str) -> list[float]:
    """The percentages that the elements show, in order."""
    texts = page.locator(selector).all_inner_texts()
    return [float(found[0]) for text in texts if (found := re.findall(r"([\d.]+)%", text))]


def test_a_visitor_walks_from_the_front_page_to_the_proof(page: Page) -> None:
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_have_text("When and where leaders meet")
    page.get_by_role("link", name="Donald Trump and Vladimir Putin").first.click()
    expect(page).to_have_url(re.compile("/pairs/donald-trump--vladimir-putin"))
    page.locator("ul.signals a b").first.click()
    expect(page).to_have_url(re.compile("/signals/"))
    assert page.locator("blockquote").first.inner_text().strip()


def test_the_places_of_every_date_add_up_as_shown(page: Page) -> None:
    page.goto("/pairs/donald-trump--vladimir-putin")
    rows = page.locator("table.places tbody tr")
    dates = page.locator("table.places thead th").count() - 1
    for column in range(dates):
        cells = [rows.nth(i).locator("td").nth(column).inner_text() for i in range(rows.count())]
        *places, anywhere, none = [float(cell.split("%")[0]) for cell in cells]
        assert abs(sum(places) - anywhere) <= ROUNDED * (len(places) + 1)
        assert abs(anywhere + none - 100) <= ROUNDED * 2


def test_a_question_says_its_number_and_reasons_that_lead_to_it(page: Page) -> None:
    page.goto(f"/questions/{USA}")
    [said] = percent(page, ".headline")
    expect(page.get_by_role("heading", name="Why it differs from the base rate")).to_be_visible()
    points = page.locator("h2:has-text('differs') + table td.number").all_inner_texts()
    base = float(re.findall(r"base rate ([\d.]+)%", page.content())[0])
    assert abs(base + sum(map(float, points)) - said) <= ROUNDED * 2 + 0.05 * len(points)
    assert page.locator("svg.chart").count() == 2


def test_the_form_shows_the_past_and_the_way_back(page: Page) -> None:
    page.goto(f"/questions/{ANY}")
    [now] = percent(page, ".headline")
    page.get_by_label("As of").fill("2018-07-20T00:00:00Z")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_text("As things stood at 20 Jul 2018")).to_be_visible()
    assert percent(page, ".headline") != [now]
    page.get_by_role("link", name="Show the present").click()
    assert percent(page, ".headline") == [now]


def test_hostile_text_is_shown_as_text(page: Page) -> None:
    opened: list[str] = []
    page.on("dialog", lambda dialog: (opened.append(dialog.message), dialog.dismiss()))
    page.goto("/pairs/donald-trump--vladimir-putin")
    assert "<script>alert(1)</script>" in page.locator("main").inner_text()
    assert page.locator("main script, main img").count() == 0
    assert opened == []


def test_a_narrow_screen_scrolls_its_tables_only(page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 720})
    page.goto("/pairs/donald-trump--vladimir-putin")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
