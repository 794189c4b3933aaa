"""Labels name leaders by ids; ids that have become one since are read as that one."""

from __future__ import annotations

import json
from pathlib import Path

from forecaster.domain.people import LeaderId
from forecaster.store.files import data_root
from forecaster.store.roster import load_roster
from jobs.labels import load_merged_ids, under_present_ids

MERGED = {LeaderId("ann-b"): LeaderId("ann")}


def test_a_label_is_read_under_the_id_of_today() -> None:
    signal = {"type": "INVITE", "leaders": [{"id": "ann-b", "country": "FRA"}, {"id": "bob"}]}
    item = {"id": "one", "signals": [signal]}
    found = under_present_ids(item, MERGED)
    assert found["signals"][0]["leaders"] == [{"id": "ann", "country": "FRA"}, {"id": "bob"}]
    assert (found["id"], found["signals"][0]["type"]) == ("one", "INVITE")
    assert signal["leaders"][0] == {"id": "ann-b", "country": "FRA"}


def test_without_the_table_ids_stay(tmp_path: Path) -> None:
    assert load_merged_ids(tmp_path) == {}


def test_all_labels_name_known_people() -> None:
    root = data_root()
    merged, people = load_merged_ids(root), {one.leader for one in load_roster(root).people}
    assert set(merged).isdisjoint(people)
    folders = [root / "reading" / name for name in (".", "judging", "contrasts")]
    files = [file for folder in folders for file in folder.glob("*.jsonl")]
    lines = [line for file in files for line in file.read_text("utf-8").splitlines() if line]
    items = [under_present_ids(json.loads(line), merged) for line in lines]
    named = {one["id"] for item in items for label in item["signals"] for one in label["leaders"]}
    assert len(named) > 500
    assert named <= people
