"""The operator's configuration: `config.toml`, every value also from the environment as `KENTONGAN_SECTION__KEY`.

The environment wins over the file, so secrets need never be written down. A section that is left out switches its
channel off. All faults are found at once and said in sentences (`ConfigError.faults`); nothing is guessed.
"""

from __future__ import annotations

import tomllib
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from bot.config_values import (
    BaseAddress,
    Duration,
    WebAddress,
    read_bot_token,
    read_consent_key,
    read_database_url,
    read_header_secret,
    read_host_and_port,
    read_listen,
    read_number,
    read_origins,
    read_regency,
    read_timezone,
    read_webhook_secret,
)
from bot.costs.ledger import Caps, Terms
from bot.costs.rates import RUPIAH, RatesError, load_rates
from bot.errors import ConfigError
from feeds.classify.rules import load_rules
from feeds.errors import RulesError


class _Section(BaseModel):
    """A section: an unknown key is a fault, never ignored; values don't change after the start."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class ServiceSection(_Section):
    """Who runs this, as citizens are told at the beginning."""

    name: str = "Kentongan"
    #: One sentence, for example "Dikelola oleh Diskominfo Kabupaten Sungai Rawa."
    operator: str = ""
    #: What the consent log of erased people is hashed with; "" makes one in a file beside the database.
    consent_key: Annotated[SecretStr, AfterValidator(read_consent_key)] = SecretStr("")


class DatabaseSection(_Section):
    """Where everything is kept."""

    url: Annotated[str, AfterValidator(read_database_url)] = "sqlite:///kentongan.db"
    #: Where the search index is kept, which is derived from the database; "" puts it beside a SQLite file.
    search: str = ""
    #: A folder for backups that the service makes by itself; "" makes none.
    backup_to: str = ""
    backup_every: Duration = timedelta(minutes=1)
    #: Days of which the last backup is kept, beside the newest three.
    backup_keep: Annotated[int, Field(ge=0, le=365)] = 7

    @property
    def search_folder(self) -> Path:
        """The folder of the search index: as configured, else "kentongan.db-search" beside the file."""
        if self.search:
            return Path(self.search)
        scheme, _, rest = self.url.partition("://")
        if scheme.partition("+")[0] == "sqlite":
            return Path(f"{rest.partition('?')[0].removeprefix('/')}-search")
        return Path("kentongan-search")

    @property
    def consent_key_file(self) -> Path:
        """Where the key of the consent log is kept when the configuration names none; beside the search index."""
        folder = self.search_folder
        return folder.with_name(f"{folder.name.removesuffix('-search')}-consent-key")


class TelegramSection(_Section):
    """The Telegram channel."""

    token: Annotated[SecretStr, AfterValidator(read_bot_token)]
    api_url: BaseAddress = "https://api.telegram.org"
    mode: Literal["polling", "webhook"] = "polling"
    webhook_secret: Annotated[SecretStr | None, AfterValidator(read_webhook_secret)] = None
    #: Numeric user ids; a name could be taken over by somebody else.
    admins: tuple[int, ...] = ()
    #: Messages a second over all chats; a fifth is kept for answers.
    rate: Annotated[float, Field(ge=1, le=1000)] = 25


class WhatsAppSection(_Section):
    """The WhatsApp channel."""

    phone_number_id: Annotated[str, AfterValidator(read_number)]
    waba_id: Annotated[str, AfterValidator(read_number)]
    access_token: Annotated[SecretStr, AfterValidator(read_header_secret)]
    app_secret: Annotated[SecretStr, AfterValidator(read_header_secret)]
    verify_token: Annotated[SecretStr, AfterValidator(read_header_secret)]
    graph_url: BaseAddress = "https://graph.facebook.com"
    #: Addresses of their chats: the number that PRIVASI tells.
    admins: tuple[str, ...] = ()
    #: Rupiah that may be spent in a day and in a month; without one there is no limit.
    cap_day: Annotated[int | None, Field(ge=0)] = None
    cap_month: Annotated[int | None, Field(ge=0)] = None
    #: Within 24 hours of a person's last word: each story at once, or all of them with the digest.
    in_window: Literal["story", "digest"] = "story"
    #: A file that stands in for `bot/costs/rates.toml`.
    rates: Path | None = None
    #: The number that people write to, for posters: country code first, no plus.
    phone: str = ""


class WebSection(_Section):
    """Web chat, health and webhooks."""

    listen: Annotated[str, AfterValidator(read_listen)] = "127.0.0.1:8080"
    public_url: BaseAddress | None = None
    #: Origins whose pages may embed ours: the regency's own site.
    embed_origins: Annotated[tuple[str, ...], AfterValidator(read_origins)] = ()
    #: A WebSub hub that tells of what our own feed has.
    hub: WebAddress | None = None

    @property
    def origin(self) -> str | None:
        """Scheme, host and port of `public_url`, as browsers send them (RFC 6454); None without one."""
        if self.public_url is None:
            return None
        parts = urlsplit(self.public_url)
        return f"{parts.scheme}://{parts.netloc}".lower()


class FeedsSection(_Section):
    """How feeds are polled."""

    min_interval: Duration = timedelta(minutes=15)
    max_interval: Duration = timedelta(hours=2)
    #: "host:port" entries that may be reached although they are not public.
    allow_private_hosts: Annotated[tuple[str, ...], AfterValidator(read_host_and_port)] = ()


class NewsSection(_Section):
    """What is told, and when."""

    timezone: Annotated[str, AfterValidator(read_timezone)] = "Asia/Jakarta"
    max_age: Duration = timedelta(hours=48)
    summary_sentences: Annotated[int, Field(ge=1, le=10)] = 3
    review: Literal["auto", "all"] = "auto"
    #: An announcement to more chats needs the yes of two admins; 0 never does.
    two_admins_over: Annotated[int, Field(ge=0)] = 0
    #: A file that stands in for `feeds/classify/rules.toml`.
    rules: Path | None = None
    #: Pages of articles read in one poll of a feed that gives only their beginnings; 0 reads none.
    pages_per_poll: Annotated[int, Field(ge=0, le=20)] = 5
    #: Stories a chat is sent in a day; the titles of the others come in one message.
    daily_limit: Annotated[int, Field(ge=1, le=1000)] = 12
    #: When that message comes, by the chat's own clock.
    digest_hour: Annotated[int, Field(ge=0, le=23)] = 17
    #: How long it is known of each chat what it was sent; afterwards only how many they were.
    keep_deliveries: Duration = timedelta(days=90)

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which dates without one are read, and news is shown."""
        return ZoneInfo(self.timezone)


class SummarySection(_Section):
    """A language model that writes summaries; without this section they are sentences of the article."""

    #: The base address of an endpoint that speaks OpenAI's protocol, "http://127.0.0.1:11434/v1".
    url: BaseAddress
    model: str
    key: SecretStr = SecretStr("")


class FeedEntry(_Section):
    """A feed that is present from the first start."""

    url: WebAddress
    name: str = ""
    #: The code of the regency whose news it carries; "" leaves it to its name and address.
    regency: Annotated[str, AfterValidator(read_regency)] = ""


class Config(BaseSettings):
    """The whole configuration, checked."""

    model_config = SettingsConfigDict(
        env_prefix="KENTONGAN_",
        env_nested_delimiter="__",
        extra="forbid",
        frozen=True,
        hide_input_in_errors=True,
    )

    service: ServiceSection = ServiceSection()
    database: DatabaseSection = DatabaseSection()
    telegram: TelegramSection | None = None
    whatsapp: WhatsAppSection | None = None
    web: WebSection | None = None
    feeds: FeedsSection = FeedsSection()
    news: NewsSection = NewsSection()
    summary: SummarySection | None = None
    feed: tuple[FeedEntry, ...] = ()

    def secrets(self) -> tuple[str, ...]:
        """Every secret value that is configured, the database's password included: what no log may show."""
        password = urlsplit(self.database.url).password
        found = [unquote(password), password] if password else []
        for section in (getattr(self, name) for name in type(self).model_fields):
            if isinstance(section, BaseModel):
                values = (getattr(section, name) for name in type(section).model_fields)
                found += [value.get_secret_value() for value in values if isinstance(value, SecretStr)]
        return tuple(value for value in found if value)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003 - their signature
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - their signature
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - their signature
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment stands above the file."""
        return env_settings, init_settings


def terms_of(config: Config) -> Terms | None:
    """By what is spent on WhatsApp; None where it is switched off. Raises `RatesError` for a table that can't be."""
    section = config.whatsapp
    if section is None:
        return None
    day, month = (None if cap is None else cap * RUPIAH for cap in (section.cap_day, section.cap_month))
    return Terms(load_rates(section.rates), Caps(day, month), config.news.timezone, section.in_window)


def load_config(path: Path | None) -> Config:
    """Reads a file (None: the environment alone) and the environment. Raises `ConfigError` with every fault."""
    values = _read(path) if path is not None else {}
    try:
        config = Config(**values)
    except ValidationError as error:
        raise ConfigError(tuple(_sentence(fault) for fault in error.errors())) from error
    if faults := _contradictions(config):
        raise ConfigError(faults)
    return config


def _read(path: Path) -> dict[str, Any]:
    try:
        text = path.read_text("utf-8")
    except FileNotFoundError as error:
        raise ConfigError(
            (f"There is no {path}. Copy config.example.toml to {path} and fill it in, or name another with --config.",)
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError((f"{path} can't be read: {error}",)) from error
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError((f"{path} is not valid TOML: {error}",)) from error


def _sentence(fault: Any) -> str:  # noqa: ANN401 - pydantic's dictionary
    """One fault, by the name under which the operator wrote it; never shows a value, which may be a secret."""
    section, *keys = (str(part) for part in fault["loc"])
    name = f"[{section}] {'.'.join(keys)}".strip()
    match fault["type"]:
        case "missing":
            return f"{name} is missing."
        case "extra_forbidden":
            return f"{name} is unknown; check the spelling against config.example.toml."
        case "value_error":
            return f"{name}: {fault['ctx']['error']}."
        case _:
            return f"{name}: {fault['msg'][0].lower()}{fault['msg'][1:]}."


def _wrong_spans(config: Config) -> list[str]:
    """Spans of time that are too short, or longer than they may be beside another."""
    faults = []
    if config.feeds.min_interval > config.feeds.max_interval:
        faults.append("[feeds] min_interval is longer than max_interval.")
    if config.feeds.min_interval < timedelta(minutes=1):
        faults.append("[feeds] min_interval: less than a minute is more than any site should bear.")
    if config.news.keep_deliveries < max(config.news.max_age, timedelta(days=7)):
        faults.append("[news] keep_deliveries: keep them for a week at least, and as long as [news] max_age.")
    return faults


def _contradictions(config: Config) -> tuple[str, ...]:
    """Values that are right by themselves and wrong together."""
    faults = _wrong_spans(config)
    if config.telegram is not None and config.telegram.mode == "webhook":
        if config.telegram.webhook_secret is None:
            faults.append("[telegram] webhook_secret is missing; mode webhook needs one.")
        if config.web is None or config.web.public_url is None:
            faults.append("[web] public_url is missing; [telegram] mode webhook needs an address to be called at.")
    if config.news.rules is not None:
        try:
            load_rules(config.news.rules)
        except RulesError as error:
            faults.extend(f"[news] rules: {fault}" for fault in error.faults)
    if config.whatsapp is not None:
        faults += _rate_faults(config.whatsapp.rates)
    if config.whatsapp is not None and config.web is None:
        faults.append("[web] is missing; [whatsapp] receives by webhook and needs an address to be called at.")
    if config.telegram is None and config.web is None:
        faults.append("No channel is switched on: add a [telegram] section with a token, or a [web] section.")
    return tuple(faults)


def _rate_faults(path: Path | None) -> list[str]:
    try:
        load_rates(path)
    except RatesError as error:
        return [f"[whatsapp] rates: {fault}." for fault in error.faults]
    return []
