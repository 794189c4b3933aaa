"""What a database does under stress: locks, other schemas, damaged files, kills in between."""

from __future__ import annotations

import gzip
import os
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Connection, inspect, text

from forecaster.domain.errors import StoreError
from forecaster.store.sql import SqlStore, archive, engine, open_store
from forecaster.store.sql.engine import make_engine
from forecaster.store.sql.migrations import Migration, check_schema, current, upgrade
from tests.store.conftest import START, empty_postgresql
from tests.store.samples import (
    T0,
    a_curve,
    a_digest,
    a_forecast,
    a_model,
    a_question,
    a_run,
    a_signal,
    an_article,
)


def fill(store: SqlStore) -> None:
    from forecaster.store.records import Delivery, DeliveryState, Rival, StoredCurve
    from tests.store.samples import DYAD

    with store.write() as records:
        records.articles.add([an_article("NUL \x00 and half \ud800"), an_article("two")])
        records.signals.append(a_signal())
        records.questions.open(a_question())
        records.forecasts.issue([a_forecast()])
        records.forecasts.keep_curve(StoredCurve(DYAD, T0, T0, "m1", "d", a_curve()))
        records.models.add(a_model(), {"c": [0.1 + 0.2]})
        records.runs.claim(a_run(), now=T0)
        records.rivals.add([Rival("q1", "market", T0, 0.4, T0)])
        message = Delivery("m", "d1", "x@example.org", "x", DeliveryState.PENDING, T0)
        records.digests.add(a_digest(), [message])


def content(store: SqlStore) -> list[bytes]:
    with store.engine.connect() as connection:
        return [repr(line).encode() for line in archive._lines(connection, {})]


# Locks


@contextmanager
def locked(path: Path, seconds: float) -> Iterator[threading.Event]:
    """Another connection holds the write lock for so long; the event says that it lets go."""
    holding, released = threading.Event(), threading.Event()

    def hold() -> None:
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        holding.set()
        threading.Event().wait(seconds)
        # Before the lock is gone: whoever has it afterwards finds the event set.
        released.set()
        other.execute("COMMIT")
        other.close()

    thread = threading.Thread(target=hold)
    thread.start()
    holding.wait()
    yield released
    thread.join()


def test_a_short_lock_is_waited_for(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path}/s.db", now=START)
    article = an_article()
    with locked(tmp_path / "s.db", 1.0) as released, store.write() as records:
        assert released.is_set(), "the other connection still had the lock"
        assert records.articles.add([article]) == (article.id,)
    with store.read() as records:
        assert records.articles.page() == (article,)
    store.close()


def test_a_long_lock_is_named_and_readers_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "LOCK_WAIT_MS", 300)
    store = open_store(f"sqlite:///{tmp_path}/s.db", now=START)
    with locked(tmp_path / "s.db", 1.2):
        with pytest.raises(StoreError, match="locked; another process"), store.write():
            pass
        with store.read() as records:
            assert records.articles.page() == ()
    with store.write() as records:
        records.articles.add([an_article()])
    store.close()


def test_another_process_that_closes_leaves_the_log_to_those_who_go_on(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/s.db"
    writer = open_store(url, now=START)
    reader = open_store(url, now=START, read_only=True)
    with writer.write() as records:
        records.articles.add([an_article("before")])
    subprocess.run([sys.executable, "-m", "tests.store.crossing", url, "beside"], check=True)
    with writer.write() as records:
        records.articles.add([an_article("after")])
    with sqlite3.connect(tmp_path / "s.db") as anybody:
        assert anybody.execute("SELECT count(*) FROM article").fetchone() == (3,)
        assert anybody.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    reader.close()
    writer.close()


def test_a_new_database_is_for_its_owner_alone(tmp_path: Path) -> None:
    open_store(f"sqlite:///{tmp_path}/s.db", now=START).close()
    assert (tmp_path / "s.db").stat().st_mode & 0o077 == 0
    assert [path.name for path in tmp_path.iterdir()] == ["s.db"]


def test_writers_that_read_first_all_get_through(database_url: str) -> None:
    open_store(database_url, now=START).close()

    def count_up(number: int) -> None:
        store = open_store(database_url, now=START)
        for step in range(10):
            with store.write() as records:
                head = records.changes.head()
                records.articles.add([an_article(f"{number} {step} {head}")])
        store.close()

    threads = [threading.Thread(target=count_up, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    store = open_store(database_url, now=START)
    with store.read() as records:
        assert [change.seq for change in records.changes.since(0)] == list(range(1, 41))
    store.close()


# Addresses and schemas


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("nonsense", "cannot be read"),
        ("mysql://h/d", "no store for mysql"),
        ("postgresql://nobody@127.0.0.1:port/none", "cannot be read; write sqlite:///"),
        ("postgresql://nobody@127.0.0.1:999999/none", "refuses"),
        ("postgresql://nobody@127.0.0.1:-1/none", "cannot be read|refuses"),
        ("sqlite://", "needs a file"),
        ("sqlite:////proc/none/x.db", "cannot write"),
        ("postgresql://nobody@127.0.0.1:1/none", "refuses"),
    ],
)
def test_addresses_that_cannot_be_used_are_named(url: str, words: str) -> None:
    with pytest.raises(StoreError, match=words):
        open_store(url, now=START)


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    (tmp_path / "s.db").write_bytes(b"no database, but long enough to be read as one" * 100)
    with pytest.raises(StoreError, match="not a database; restore a backup"):
        open_store(f"sqlite:///{tmp_path}/s.db", now=START)


def test_a_cut_or_flipped_file_is_named_and_never_served(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path}/s.db", now=START)
    fill(store)
    store.close()
    whole = (tmp_path / "s.db").read_bytes()
    (tmp_path / "s.db").write_bytes(whole[:5000])
    with pytest.raises(StoreError, match="restore a backup"):
        open_store(f"sqlite:///{tmp_path}/s.db", now=START)


def test_a_reader_cannot_write(database_url: str) -> None:
    open_store(database_url, now=START).close()
    reader = open_store(database_url, now=START, read_only=True)
    with pytest.raises(StoreError, match="refuses"), reader.write() as records:
        records.articles.add([an_article()])
    reader.close()


def test_a_reader_lays_no_tables(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no tables yet; run `summitry db upgrade`"):
        open_store(f"sqlite:///{tmp_path}/s.db", now=START, read_only=True)


def two_steps() -> tuple[Migration, ...]:
    def add_column(connection: Connection) -> None:
        connection.execute(text("ALTER TABLE article ADD COLUMN mood VARCHAR(10)"))

    def add_table(connection: Connection) -> None:
        connection.execute(text("CREATE TABLE moods (id INTEGER PRIMARY KEY)"))
        connection.execute(text("UPDATE article SET mood = 'calm'"))

    return Migration(2, "moods of articles", add_column), Migration(3, "moods", add_table)


@pytest.fixture(params=["sqlite", "postgresql"])
def fresh_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database without tables; cleared again, since others expect today's tables."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/s.db"
        return
    url = empty_postgresql(request.getfixturevalue("laid_postgresql"))
    yield url
    open_store(empty_postgresql(url), now=START).close()


def test_a_database_is_brought_forward_step_by_step(fresh_url: str) -> None:
    store = open_store(fresh_url, now=START)
    fill(store)
    with pytest.raises(StoreError, match=r"schema 1, this program needs 3.*db upgrade"):
        check_schema(store.engine, two_steps())
    assert [step.version for step in upgrade(store.engine, START, two_steps())] == [2, 3]
    assert upgrade(store.engine, START, two_steps()) == ()
    check_schema(store.engine, two_steps())
    with pytest.raises(StoreError, match="knows 1; install the newer version"):
        check_schema(store.engine)
    with store.engine.connect() as connection:
        assert connection.execute(text("SELECT DISTINCT mood FROM article")).scalar() == "calm"
    store.close()


def test_a_step_that_fails_leaves_the_steps_before_it(fresh_url: str) -> None:
    first, second = two_steps()

    def fail(connection: Connection) -> None:
        second.apply(connection)
        connection.execute(text("SELECT * FROM nowhere"))

    store = open_store(fresh_url, now=START)
    with pytest.raises(StoreError):
        upgrade(store.engine, START, (first, Migration(3, "moods", fail)))
    assert current(store.engine) == 2
    assert not inspect(store.engine).has_table("moods")
    assert [step.version for step in upgrade(store.engine, START, (first, second))] == [3]
    store.close()


def test_a_migration_that_is_killed_goes_on_where_it_stopped(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/s.db"
    store = open_store(url, now=START)
    fill(store)
    store.close()
    first, second = two_steps()

    def killed(connection: Connection) -> None:
        second.apply(connection)
        os.kill(os.getpid(), signal.SIGKILL)

    pid = os.fork()
    if pid == 0:
        upgrade(make_engine(url), START, (first, Migration(3, "moods", killed)))
    assert os.WTERMSIG(os.waitpid(pid, 0)[1]) == signal.SIGKILL
    again = make_engine(url)
    assert current(again) == 2
    assert [step.version for step in upgrade(again, START, (first, second))] == [3]
    again.dispose()


# Backups


def test_a_backup_restores_row_for_row(database_url: str, tmp_path: Path) -> None:
    store = open_store(database_url, now=START)
    fill(store)
    before = content(store)
    done = archive.backup(store.engine, tmp_path / "b.gz", T0)
    assert archive.verify(tmp_path / "b.gz") == done
    assert (tmp_path / "b.gz").stat().st_mode & 0o077 == 0
    other = open_store(f"sqlite:///{tmp_path}/other.db", now=START)
    archive.restore(other.engine, tmp_path / "b.gz", T0)
    assert content(other) == before
    with pytest.raises(StoreError, match="holds records already"):
        archive.restore(other.engine, tmp_path / "b.gz", T0)
    store.close()
    other.close()


def test_a_backup_goes_from_sqlite_to_postgresql(laid_postgresql: str, tmp_path: Path) -> None:
    small = open_store(f"sqlite:///{tmp_path}/s.db", now=START)
    fill(small)
    archive.backup(small.engine, tmp_path / "b.gz", T0)
    large = open_store(empty_postgresql(laid_postgresql), now=START)
    archive.restore(large.engine, tmp_path / "b.gz", T0)
    assert content(large) == content(small)
    with large.write() as records:
        records.articles.add([an_article("three")])
    small.close()
    large.close()


def test_a_damaged_backup_is_refused_before_anything_is_restored(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path}/s.db", now=START)
    fill(store)
    archive.backup(store.engine, tmp_path / "b.gz", T0)
    store.close()
    packed = (tmp_path / "b.gz").read_bytes()
    lines = gzip.decompress(packed).splitlines(keepends=True)
    other = make_engine(f"sqlite:///{tmp_path}/other.db")
    damaged = {
        "cut": packed[: len(packed) // 2],
        "a line less": gzip.compress(b"".join(lines[:-2] + lines[-1:])),
        "no end": gzip.compress(b"".join(lines[:-1])),
        "altered": gzip.compress(b"".join(lines).replace(b"Example Wire", b"Example Fire")),
        "empty": gzip.compress(b""),
        "something else": gzip.compress(b'{"a": 1}\n'),
        "newer": gzip.compress(b"".join(lines).replace(b'"schema":1', b'"schema":9')),
        "no file of ours": b"PK\x03\x04",
    }
    for name, data in damaged.items():
        (tmp_path / name).write_bytes(data)
        with pytest.raises(StoreError):
            archive.restore(other, tmp_path / name, T0)
    assert current(other) is None
    other.dispose()


def test_an_altered_model_is_refused(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path}/s.db", now=START)
    fill(store)
    with store.engine.begin() as connection:
        connection.execute(text("UPDATE model SET document = '{\"c\":[0.9]}'"))
    with store.read() as records, pytest.raises(StoreError, match="m1 was altered"):
        records.models.document("m1")
    store.close()


def test_the_store_is_light_to_import() -> None:
    import subprocess
    import sys

    code = (
        "import sys, forecaster.store.sql;"
        "heavy = {'pandas', 'numpy', 'scipy', 'statsmodels', 'psycopg', 'httpx2'};"
        "print(sorted(heavy & set(sys.modules)))"
    )
    env = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, env=env)
    assert done.stdout == b"[]\n"
