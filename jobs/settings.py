"""Settings: one checked object from ``summitry.toml`` and ``SUMMITRY_*``, read once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from forecaster.domain.errors import SettingsError
from forecaster.store.records import FOLDER, is_address

CONFIG_NAME = "summitry.toml"
PREFIX = "SUMMITRY_"

_LEADER = r"[a-z0-9]+(?:-[a-z0-9]+)*"
_PAIR = re.compile(f"{_LEADER}--{_LEADER}")

Minutes = Annotated[int, Field(ge=1, le=7 * 1440)]


class _Part(BaseModel):
    """A table of the file; a key that is not known is an error, not a wish."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _checked_address(text: str) -> str:
    if not is_address(text):
        raise ValueError(f"{text[:80]!r} is no mail address: write name@host.example")
    return text


class SourceSettings(_Part):
    """One feed or calendar.

    Attributes:
        name: Outlet; the unit that is counted and capped.
        url: Where it is.
        minutes: How often it is asked, unless the server wants it rarer.
    """

    name: str = Field(min_length=1, max_length=200)
    url: str = Field(pattern=r"^https?://", max_length=2000)
    minutes: Minutes = 30


class FetchSettings(_Part):
    """Bounds of the outbound client.

    Attributes:
        user_agent: Who asks; name a way to reach you.
        deadline_seconds: Total time for one page.
        max_bytes: Largest page.
        allow_hosts: ``host:port`` that may be asked although inner, e.g. ``127.0.0.1:8123``.
        at_once: Most hosts asked at the same time; each host is asked one thing at a time.
    """

    user_agent: str = Field("Summitry/0.1", min_length=1, max_length=200)
    deadline_seconds: float = Field(30.0, gt=0, le=300)
    max_bytes: int = Field(15 * 1024 * 1024, ge=1024, le=256 * 1024 * 1024)
    allow_hosts: tuple[str, ...] = ()
    at_once: int = Field(64, ge=1, le=256)


class TrustSettings(_Part):
    """How far sources may move a forecast.

    Attributes:
        proven: Names of sources whose word counts in full; all others together and each alone are
            held within the caps of ``docs/evidence.md``. Empty: everybody's word counts in full.
    """

    proven: tuple[str, ...] = ()


class ReaderSettings(_Part):
    """What turns articles into signals.

    Attributes:
        name: ``rules`` needs nothing else, nor does ``rules-quick``, which leaves out the encoder;
            ``rules+spacy`` needs the extra ``nlp``; ``llm`` an endpoint.
        url: Chat completions of an OpenAI-compatible endpoint, for ``llm``.
        model: Name of the model as the endpoint knows it.
        key: Bearer token, from ``SUMMITRY_READER__KEY``; never written to a file by this program.
    """

    name: Literal["rules", "rules-quick", "rules+spacy", "llm"] = "rules"
    url: str = Field("", pattern=r"^(https?://.*)?$", max_length=2000)
    model: str = Field("", max_length=200)
    key: SecretStr = SecretStr("")


class ScheduleSettings(_Part):
    """How often each job runs, in minutes; 0 leaves a job out."""

    collect: int = Field(15, ge=0, le=1440)
    read: int = Field(15, ge=0, le=1440)
    forecast: int = Field(60, ge=0, le=1440)
    fit: int = Field(1440, ge=0, le=7 * 1440)
    watch: int = Field(60, ge=0, le=1440)
    resolve: int = Field(60, ge=0, le=1440)
    score: int = Field(60, ge=0, le=1440)
    digest: int = Field(15, ge=0, le=60)
    check: int = Field(60, ge=0, le=1440)


class WatchSettings(_Part):
    """What is forecast without being asked.

    Attributes:
        pairs: Dyads as ``first--second``.
        deadlines: Rolling deadlines for which questions open by themselves.
        bundled: Whether the pairs of the bundled watchlist are watched too.
    """

    pairs: tuple[str, ...] = ("donald-trump--vladimir-putin",)
    deadlines: tuple[Literal["month", "quarter", "year", "next_year"], ...] = (
        "month",
        "quarter",
        "year",
        "next_year",
    )
    bundled: bool = False

    @field_validator("pairs")
    @classmethod
    def _are_pairs(cls, pairs: tuple[str, ...]) -> tuple[str, ...]:
        for pair in pairs:
            if not _PAIR.fullmatch(pair):
                raise ValueError(f"{pair!r} is no pair: write first--second")
        return pairs


class MailSettings(_Part):
    """Delivery of digests by SMTP; without a host they are written to the folder alone.

    Attributes:
        host: SMTP server; empty for none.
        port: Its port.
        security: How the connection is protected.
        user: Login name; the password comes from ``SUMMITRY_MAIL__PASSWORD``.
        password: Login word; never written to a file by this program.
        sender: From address.
        per_minute: Most messages a minute.
    """

    host: str = ""
    port: int = Field(587, ge=1, le=65535)
    security: Literal["starttls", "tls", "none"] = "starttls"
    user: str = ""
    password: SecretStr = SecretStr("")
    sender: str = "summitry@localhost"
    per_minute: int = Field(60, ge=1, le=6000)

    @field_validator("sender")
    @classmethod
    def _is_an_address(cls, sender: str) -> str:
        return _checked_address(sender)


class DigestSettings(_Part):
    """One digest of the configuration.

    Attributes:
        recipient: Mail address, or ``folder``.
        zone: IANA zone of ``hour``.
        hour: Local hour from which the day's digest is due.
        pairs: Dyads told of; empty for all.
        threshold: Smallest move worth telling, in probability.
    """

    recipient: str = FOLDER
    zone: str = "UTC"
    hour: int = Field(7, ge=0, le=23)
    pairs: tuple[str, ...] = ()
    threshold: float = Field(0.02, ge=0, le=1)

    @field_validator("recipient")
    @classmethod
    def _can_be_reached(cls, recipient: str) -> str:
        return recipient if recipient == FOLDER else _checked_address(recipient)


class ApiSettings(_Part):
    """The API process.

    Attributes:
        host: Address it listens on.
        port: Port.
        public_url: Address under which users reach it; empty for host and port.
        workers: Processes that serve.
        quota: Requests a caller may make a minute.
        trusted_proxies: Peers whose ``X-Forwarded-For`` is believed.
    """

    host: str = "127.0.0.1"
    port: int = Field(8000, ge=1, le=65535)
    public_url: str = ""
    workers: int = Field(1, ge=1, le=64)
    quota: int = Field(600, ge=1)
    trusted_proxies: tuple[str, ...] = ()


class Settings(BaseSettings):
    """Everything an operator may set.

    Attributes:
        database_url: ``sqlite:///file.db`` or ``postgresql://user@host/name``.
        folder: Where digests, keys and backups are written.
        extra_data: Folders whose places and roster rows are added to the bundled ones.
        seed: Seed of every random draw.
    """

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_nested_delimiter="__", extra="forbid", frozen=True
    )

    database_url: str = "sqlite:///var/summitry.db"
    folder: Path = Path("var")
    extra_data: tuple[Path, ...] = ()
    seed: int = Field(20180716, ge=0)
    feeds: tuple[SourceSettings, ...] = ()
    calendars: tuple[SourceSettings, ...] = ()
    reader: ReaderSettings = ReaderSettings()
    trust: TrustSettings = TrustSettings()
    fetch: FetchSettings = FetchSettings()
    schedule: ScheduleSettings = ScheduleSettings()
    watch: WatchSettings = WatchSettings()
    mail: MailSettings = MailSettings()
    digests: tuple[DigestSettings, ...] = (DigestSettings(),)
    api: ApiSettings = ApiSettings()

    @field_validator("feeds", "calendars")
    @classmethod
    def _are_told_apart(cls, sources: tuple[SourceSettings, ...]) -> tuple[SourceSettings, ...]:
        urls = [source.url for source in sources]
        twice = {url for url in urls if urls.count(url) > 1}
        if twice:
            raise ValueError(f"{min(twice)} is named twice")
        return sources

    @classmethod
    def settings_customise_sources(  # the signature is the library's
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Environment before file; no hidden ``.env``."""
        file = settings_cls.model_config.get("toml_file")
        if file is None:
            return init_settings, env_settings
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls, Path(str(file)))


def load_settings(config: Path | None, environment: Mapping[str, str]) -> Settings:
    """Read the settings.

    Args:
        config: The file; None for defaults and environment alone.
        environment: Names of the process environment, of which a ``SUMMITRY_`` name that is no key
            is an error. The values are read from the process environment itself.

    Raises:
        SettingsError: If the file is missing or broken, or a value cannot be used; the message
            names the key, and how to write it.
    """
    if config is not None and not config.is_file():
        raise SettingsError(f"{config} is not there", remedy="run `summitry config write`")
    _check_names(environment)

    class FromFile(Settings):
        model_config = SettingsConfigDict(toml_file=config)

    try:
        read = FromFile()
    except ValidationError as error:
        raise _named(error) from error
    except ValueError as error:
        raise SettingsError(f"{config or 'the environment'}: {error}", remedy=_REMEDY) from error
    return Settings.model_construct(**dict(read))


_REMEDY = "see `summitry config check --help` for all keys"


def _check_names(environment: Mapping[str, str]) -> None:
    for name in environment:
        if name.upper().startswith(PREFIX):
            key = name[len(PREFIX) :].lower().partition("__")[0]
            if key not in Settings.model_fields and key not in {"python", "config"}:
                raise SettingsError(f"{name}: no such setting", remedy=_REMEDY)


def _named(error: ValidationError) -> SettingsError:
    first = error.errors(include_url=False, include_input=False)[0]
    key = ".".join(str(part) for part in first["loc"]) or "settings"
    message = str(first["msg"]).removeprefix("Value error, ")
    return SettingsError(f"{key}: {message}", remedy=_REMEDY)


def default_toml() -> str:
    """A documented configuration with every default, ready to be edited."""
    return _DEFAULT


_DEFAULT = """\
# Summitry. Every value below is the default; environment variables SUMMITRY_… win over this file
# (SUMMITRY_DATABASE_URL, SUMMITRY_MAIL__PASSWORD: two underscores lead into a table).
# Check it with: summitry config check

database_url = "sqlite:///var/summitry.db"  # or "postgresql://user@host/name"
folder = "var"                              # digests, backups and the signing key go here
extra_data = []                             # folders with further rows for places and roster

# Feeds to collect from (RSS 2.0, RSS 1.0 or Atom); one table for each.
# [[feeds]]
# name = "Example Wire"                     # the outlet: counted as one voice, see [trust]
# url = "https://wire.example/rss"
# minutes = 30                              # asked no more often than this

# Calendars of summits (.ics); one table for each.
# [[calendars]]
# name = "Example calendar"
# url = "https://calendar.example/summits.ics"

[reader]
name = "rules"                              # rules, rules-quick, rules+spacy (extra nlp) or llm
url = ""                                    # llm: "http://127.0.0.1:11434/v1/chat/completions"
model = ""                                  # llm: the model's name; SUMMITRY_READER__KEY: its key

[trust]
proven = []                                 # sources that count in full, all others are capped

[fetch]
user_agent = "Summitry/0.1"                 # name a way to reach you
deadline_seconds = 30.0
max_bytes = 15728640
allow_hosts = []                            # inner hosts that may be asked: ["127.0.0.1:8123"]
at_once = 64

[schedule]                                  # minutes between runs; 0 leaves a job out
collect = 15
read = 15
forecast = 60
fit = 1440
watch = 60
resolve = 60
score = 60
digest = 15
check = 60

[watch]
pairs = ["donald-trump--vladimir-putin"]    # dyads forecast without being asked
deadlines = ["month", "quarter", "year", "next_year"]
bundled = false                             # true: also the pairs of data/watchlist/default.toml

[mail]
host = ""                                   # SMTP server; empty: digests go to the folder alone
port = 587
security = "starttls"                       # starttls, tls or none
user = ""
sender = "summitry@localhost"
per_minute = 60

[[digests]]
recipient = "folder"                        # or a mail address
zone = "UTC"
hour = 7                                    # local hour from which the day's digest is due
threshold = 0.02                            # smallest move worth telling

[api]
host = "127.0.0.1"
port = 8000
public_url = ""
workers = 1
quota = 600                                 # requests a minute and caller
trusted_proxies = []
"""
