"""The operator's configuration."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.config import load_config
from bot.errors import ConfigError

PROJECT = Path(__file__).resolve().parents[2]
TOKEN = "123456789:" + "A" * 35


@pytest.fixture
def load(tmp_path):
    """Loads a configuration that is given as text."""

    def load(text):
        path = tmp_path / "config.toml"
        path.write_text(text, "utf-8")
        return load_config(path)

    return load


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch):
    """No test sees what the machine has set."""
    for name in ("KENTONGAN_TELEGRAM__TOKEN", "KENTONGAN_DATABASE__URL", "KENTONGAN_FEED"):
        monkeypatch.delenv(name, raising=False)


def faults(load, text):
    with pytest.raises(ConfigError) as caught:
        load(text)
    return caught.value.faults


def test_the_example_loads(monkeypatch):
    """What an operator copies works once the token is there, and every section is in it."""
    monkeypatch.setenv("KENTONGAN_TELEGRAM__TOKEN", TOKEN)

    config = load_config(PROJECT / "config.example.toml")

    assert config.telegram.token.get_secret_value() == TOKEN
    assert config.web.listen == "127.0.0.1:8080"
    assert config.feeds.min_interval == timedelta(minutes=15)


def test_the_example_names_every_setting():
    """A setting that nobody reads about does not exist for the operator."""
    text = (PROJECT / "config.example.toml").read_text("utf-8")
    documented = [
        "url",
        "token",
        "api_url",
        "mode",
        "webhook_secret",
        "admins",
        "rate",
        "phone_number_id",
        "waba_id",
        "access_token",
        "app_secret",
        "verify_token",
        "graph_url",
        "listen",
        "public_url",
        "min_interval",
        "max_interval",
        "allow_private_hosts",
        "timezone",
        "max_age",
        "summary_sentences",
        "pages_per_poll",
        "model",
        "key",
        "review",
        "rules",
        "regency",
        "name",
        "operator",
    ]

    missing = [name for name in documented if f"{name} =" not in text]

    assert missing == []


def test_the_smallest_configuration(load):
    """A section that is left out switches its channel off; all else has a default."""
    config = load("[web]\n")

    assert config.telegram is None
    assert config.database.url == "sqlite:///kentongan.db"
    assert (config.news.timezone, config.news.max_age) == ("Asia/Jakarta", timedelta(hours=48))


def test_the_environment_stands_above_the_file(load, monkeypatch):
    """Secrets come from the environment, and join what the file says of the same section."""
    monkeypatch.setenv("KENTONGAN_TELEGRAM__TOKEN", TOKEN)
    monkeypatch.setenv("KENTONGAN_DATABASE__URL", "postgresql://k@127.0.0.1/k")

    config = load('[database]\nurl = "sqlite:///file.db"\n[telegram]\nadmins = [1, 2]\n')

    assert config.database.url == "postgresql://k@127.0.0.1/k"
    assert config.telegram.admins == (1, 2)


def test_a_feed_is_asked_for_as_it_was_written(load):
    """A closing slash belongs to a feed's address, and not to an address that paths are put behind."""
    config = load('[web]\npublic_url = "https://kab.example/"\n[[feed]]\nurl = "https://kab.example/feed/"\n')

    assert config.feed[0].url == "https://kab.example/feed/"
    assert config.web.public_url == "https://kab.example"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        pytest.param('[database]\nurl = "mysql://x"', "[database] url: write", id="another database"),
        pytest.param("[telegram]\n", "[telegram] token is missing.", id="no token"),
        pytest.param('[telegram]\ntoken = "abc"', "[telegram] token: this is no bot token", id="no bot token"),
        pytest.param(f'[telegram]\ntoken = "{TOKEN}"\nrate = 0', "[telegram] rate:", id="a rate of zero"),
        pytest.param('[web]\nlisten = "8080"', "[web] listen: write an address and a port", id="a port alone"),
        pytest.param('[web]\npublic_url = "kab.example"', "[web] public_url: write a full web", id="no scheme"),
        pytest.param('[web]\n[feeds]\nmin_interval = "soon"', "[feeds] min_interval: write a number", id="a word"),
        pytest.param('[web]\n[feeds]\nmin_interval = "3h"', "min_interval is longer than max", id="turned round"),
        pytest.param('[web]\n[feeds]\nmin_interval = "5s"', "less than a minute", id="too often"),
        pytest.param('[web]\n[feeds]\nallow_private_hosts = ["x"]', "allow_private_hosts: write an", id="no port"),
        pytest.param('[web]\n[news]\ntimezone = "Mars"', "[news] timezone: write a zone", id="no such zone"),
        pytest.param('[web]\n[news]\nreview = "some"', "[news] review:", id="no such choice"),
        pytest.param('[web]\n[news]\nrules = "none.toml"', "[news] rules: none.toml can't be read", id="no rules"),
        pytest.param(
            '[web]\n[[feed]]\nurl = "https://a.example/"\nregency = "Atlantis"', "write a code", id="no regency"
        ),
        pytest.param("[web]\ncolour = 1", "[web] colour is unknown", id="a misspelt key"),
        pytest.param("[wbe]\n", "[wbe] is unknown", id="a misspelt section"),
        pytest.param('[web]\n[[feed]]\nname = "A"', "[feed] 0.url is missing", id="a feed without address"),
        pytest.param("", "No channel is switched on", id="no channel"),
        pytest.param("[web]\n[whatsapp]\n", "[whatsapp] phone_number_id is missing", id="WhatsApp without account"),
        pytest.param(
            f'[telegram]\ntoken = "{TOKEN}"\nmode = "webhook"', "webhook_secret is missing", id="webhook, no secret"
        ),
        pytest.param("[web", "is not valid TOML", id="no TOML"),
    ],
)
def test_a_wrong_value_gets_a_sentence(load, text, sentence):
    """Each fault names the setting and says what to write instead."""
    assert any(sentence in fault for fault in faults(load, text)), faults(load, text)


def test_all_faults_are_found_at_once(load):
    """Five mistakes are five sentences in one go."""
    text = (
        '[database]\nurl = "x"\n[telegram]\ntoken = "secret-word"\nrate = 0\n[news]\ntimezone = "Mars"\n'
        '[feeds]\nmin_interval = "soon"\n'
    )

    found = faults(load, text)

    assert len(found) == 5
    assert not any("secret-word" in fault for fault in found)


def test_a_missing_file_says_what_to_copy(tmp_path):
    """The commonest mistake of the first day."""
    with pytest.raises(ConfigError, match=r"Copy config\.example\.toml"):
        load_config(tmp_path / "config.toml")


def test_a_secret_is_not_shown(load):
    """Neither repr nor str of the configuration tells a token."""
    config = load(f'[telegram]\ntoken = "{TOKEN}"')

    assert TOKEN not in f"{config!r} {config}"
