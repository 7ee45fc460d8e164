"""The command line in real processes: what it prints, what it says of wrong input, and with which exit code."""

import json
import socket
from pathlib import Path

import pytest

from bot.config import load_config
from bot.storage import audit
from feeds.storage.database import Database
from tests.e2e.process import kentongan
from tests.fakes.bot_api import BotApi
from tests.fakes.website import serve_site
from tests.feeds.test_update import item, rss


@pytest.fixture
async def site():
    async with serve_site() as site:
        yield site


@pytest.fixture
def config(tmp_path, site):
    """Writes a configuration with more text behind; gives its path."""

    def write(text=""):
        path = tmp_path / "config.toml"
        base = f'[database]\nurl = "sqlite:///{tmp_path}/k.db"\n[web]\nlisten = "127.0.0.1:0"\n'
        path.write_text(f'{base}[feeds]\nallow_private_hosts = ["{site.host}"]\n{text}', "utf-8")
        return str(path)

    return write


async def noted(path):
    """Who did what, as the audit log has it."""
    database = Database(load_config(Path(path)).database.url)
    await database.open()
    acts = await database.read(audit.page, 9)
    await database.close()
    return [(act.who, act.act) for act in reversed(acts)]


async def test_feeds_from_the_command_line(config, site):
    """Add, list, poll, search and remove a feed, each as JSON for programs."""
    path = config()
    url = site.put("/feed/", rss(item("1", "Pasar murah", "Pasar murah digelar Sabtu di alun-alun."), title="Kab Rawa"))

    site.put("/", '<link rel="alternate" type="application/rss+xml" href="/feed/">', "text/html")
    added = await kentongan("feeds", "add", site.url("/"), "--config", path, "--json")
    listed = await kentongan("feeds", "list", "--config", path, "--json")
    polled = await kentongan("poll", "--config", path, "--json")
    found = await kentongan("search", "pasar", "--config", path, "--json")
    stats = await kentongan("stats", "--config", path, "--json")
    removed = await kentongan("feeds", "remove", "1", "--config", path)

    assert [code for code, _, _ in (added, listed, polled, found, stats, removed)] == [0] * 6
    assert json.loads(added[1]) == {"id": 1, "url": url, "name": "Kab Rawa", "entries": 1}
    assert [(feed["name"], feed["entries"], feed["fault"]) for feed in json.loads(listed[1])] == [("Kab Rawa", 1, None)]
    assert json.loads(polled[1])[0]["new"] == 0
    (story,) = json.loads(found[1])
    assert story.keys() == {"story", "title", "summary", "link", "published", "feed"}
    assert (story["title"], story["summary"]) == ("Pasar murah", "Pasar murah digelar Sabtu di alun-alun.")
    assert json.loads(stats[1])["stories"] == {"quiet": 1, "entries": 1}
    assert removed[1].startswith("Removed feed 1: Kab Rawa.")
    assert await noted(path) == [("command line", "feed_added"), ("command line", "feed_removed")]


async def test_figures_are_drawn_into_a_file(config, tmp_path):
    """A picture beside the figures; a place that can't be written is a sentence."""
    drawn = await kentongan("stats", "--png", str(tmp_path / "a.png"), "--config", config())
    refused = await kentongan("stats", "--png", str(tmp_path / "none" / "a.png"), "--config", config())
    both = await kentongan("stats", "--png", "a.png", "--story", "1", "--config", config())

    assert (drawn[0], (tmp_path / "a.png").read_bytes()[:4]) == (0, b"\x89PNG"), drawn
    assert (refused[0], "can't be written" in refused[2]) == (1, True)
    assert (both[0], "not both" in both[2]) == (2, True)


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        pytest.param(["feeds", "add", "{site}/none"], 1, "There is no such page.", id="404"),
        pytest.param(["feeds", "add", "{site}/page"], 1, "ordinary web page, not a feed", id="a page that is no feed"),
        pytest.param(["feeds", "add", "http://127.0.0.1:1/"], 1, "not public", id="an address inside"),
        pytest.param(["feeds", "add", "ftp://kab.example"], 1, "no web address", id="not the web"),
        pytest.param(["feeds", "remove", "9"], 1, "There is no feed 9", id="no such feed"),
        pytest.param(["poll", "--feed", "9"], 1, "There is no feed 9", id="polling no such feed"),
        pytest.param(["feeds", "remove", "x"], 2, "Invalid value for 'ID'", id="no number"),
    ],
)
async def test_wrong_input_gets_a_sentence(config, site, arguments, code, sentence):
    """What is wrong and what to do, on standard error, and never a traceback."""
    site.put("/page", "<html><body>Beranda</body></html>", "text/html")
    site.fail("/feed/", 429)  # ends the search for the site's feed, which would take seconds of politeness
    filled = [argument.format(site=f"http://{site.host}") for argument in arguments]

    got, out, err = await kentongan(*filled, "--config", config())

    assert (got, out) == (code, "")
    assert sentence in err
    assert "Traceback" not in err


@pytest.mark.parametrize(
    ("text", "code", "sentences"),
    [
        pytest.param('[telegram]\ntoken = "x"', 2, ["[telegram] token: this is no bot token"], id="no token"),
        pytest.param(
            '[telegram]\ntoken = "x"\nrate = 0\n[news]\ntimezone = "Mars"\nreview = "x"\nmax_age = "soon"',
            2,
            ["token", "rate", "timezone", "review", "max_age"],
            id="five faults at once",
        ),
    ],
)
async def test_a_wrong_configuration_lists_every_fault(config, text, code, sentences):
    """All of them in one go, with exit code 2."""
    got, _, err = await kentongan("run", "--config", config(text))

    assert got == code
    assert all(sentence in err for sentence in sentences), err
    assert err.count("\n  - ") == len(sentences)


async def test_a_missing_configuration_says_what_to_copy(tmp_path):
    """The commonest mistake of the first day."""
    code, _, err = await kentongan("run", "--config", str(tmp_path / "config.toml"))

    assert code == 2
    assert "Copy config.example.toml" in err


async def test_a_port_in_use_is_a_sentence(config):
    """Before anything else has started."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        code, _, err = await kentongan("run", "--config", config(), KENTONGAN_WEB__LISTEN=address)

    assert code == 1
    assert f"[web] listen = {address} can't be used: another program listens there" in err
    assert "Traceback" not in err


@pytest.mark.parametrize(
    "url",
    [
        pytest.param("sqlite:////no/such/folder/k.db", id="no such folder"),
        pytest.param("postgresql://nobody:hush-hush@127.0.0.1:1/none", id="no server"),
    ],
)
async def test_a_database_that_cannot_be_opened_is_a_sentence(config, url):
    """With the address, without the password."""
    code, _, err = await kentongan("run", "--config", config(), KENTONGAN_DATABASE__URL=url)

    assert code == 2
    assert "can't be opened" in err
    assert "hush-hush" not in err
    assert "Traceback" not in err


async def test_a_wrong_token_is_a_sentence(config):
    """Telegram says 401; the operator reads where to look, and the token stays secret."""
    wrong = "123456789:" + "B" * 35
    async with BotApi() as api:
        code, _, err = await kentongan(
            "run", "--config", config(), KENTONGAN_TELEGRAM__TOKEN=wrong, KENTONGAN_TELEGRAM__API_URL=api.url
        )

    assert code == 1
    assert "token" in err
    assert wrong not in err
    assert "Traceback" not in err


async def test_a_second_service_on_one_database_is_refused(config, tmp_path):
    """Two would send everything twice."""
    from tests.e2e.process import Service

    first = Service(config(), tmp_path / "log.txt")
    await first.start()
    code, _, err = await kentongan("run", "--config", config())
    stopped = await first.stop()

    assert (code, stopped) == (1, 0)
    assert "Another Kentongan runs" in err


async def test_check_tries_everything(config, site):
    """Good things are marked ok, a feed that fails is explained, and the exit code tells."""
    good, bad = site.put("/feed/", rss(item("1"))), site.url("/none")
    path = config(f'[[feed]]\nurl = "{good}"\n[[feed]]\nurl = "{bad}"\n')

    code, out, err = await kentongan("check", "--config", path)

    assert code == 1, err
    assert f"ok   feed {good}" in out
    assert f"BAD  feed {bad}: There is no such page." in out
    assert "ok   database" in out


async def test_a_list_of_feeds_goes_in_and_out(config, tmp_path):
    """Imported once, exported as it came; the second import adds nothing, and a bad address is named."""
    path, listed = config(), tmp_path / "daftar.opml"
    body = "".join(f'<outline text="Kab {n}" xmlUrl="https://{n}.example/feed/"/>' for n in range(3))
    listed.write_text(f'<opml version="2.0"><body>{body}<outline xmlUrl="ftp://x"/></body></opml>', "utf-8")

    first = await kentongan("feeds", "import", str(listed), "--config", path, "--json")
    out = await kentongan("feeds", "export", "--config", path)
    again = tmp_path / "lagi.opml"
    again.write_text(out[1], "utf-8")
    second = await kentongan("feeds", "import", str(again), "--config", path)

    assert (first[0], first[2]) == (1, "")
    report = json.loads(first[1])
    assert report["added"][0] == {"id": 1, "url": "https://0.example/feed/", "name": "Kab 0", "line": 1}
    assert [feed["id"] for feed in report["added"]] == [1, 2, 3]
    assert report["refused"] == [{"url": "ftp://x", "reason": "not an absolute http or https address", "line": 1}]
    assert (second[0], second[1]) == (0, "0 added, 3 already there, 0 repeated, 0 refused.\n")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        pytest.param(None, "can't be read: No such file", id="no file"),
        pytest.param("halo", "not well-formed XML", id="no XML"),
        pytest.param("<rss/>", "one feed (RSS) and not a list", id="a feed"),
    ],
)
async def test_a_file_that_is_no_list_is_explained(config, tmp_path, content, sentence):
    """Exit code 2 and a sentence."""
    path = tmp_path / "x.opml"
    if content is not None:
        path.write_text(content, "utf-8")

    code, _, err = await kentongan("feeds", "import", str(path), "--config", config())

    assert code == 2
    assert sentence in err


async def test_doctor_explains_a_feed(config, site):
    """A good feed exits 0, a broken one 1 with what to ask the webmaster; JSON has the Indonesian request too."""
    good = site.put("/feed/", rss(item("1")))

    fine = await kentongan("feeds", "doctor", good, "--config", config())
    broken = await kentongan("feeds", "doctor", site.url("/none"), "--config", config(), "--json")

    assert fine[0] == 0, fine[2]
    assert "1 entries" in fine[1]
    assert broken[0] == 1
    (finding,) = json.loads(broken[1])["findings"]
    assert (finding["code"], finding["severity"]) == ("not_found", "broken")
    assert finding["ask_id"].startswith("Mohon aktifkan kembali feed")


SENTENCE = "Jembatan Kali Bening ditutup mulai Senin karena tiang penyangganya retak."
PAGE = (
    "<!doctype html><html><head><title>Jembatan Ditutup | Kab</title></head><body><nav>Beranda</nav><h1>Jembatan Ditutup</h1>"
    f"<div class=entry-content><p>RAWA – {SENTENCE}</p><p>BACA JUGA: <a href=/x>Lain</a></p></div><footer>Kab</footer></body></html>"
)


@pytest.mark.parametrize(
    ("content", "options"),
    [
        pytest.param(f"RAWA – {SENTENCE}\n", [], id="text"),
        pytest.param(f"<p>RAWA – {SENTENCE}</p><p>BACA JUGA: Lain</p>", ["--html"], id="an entry's content"),
        pytest.param(PAGE, ["--html"], id="a page"),
    ],
)
async def test_summarize_prints_what_would_be_sent(tmp_path, content, options):
    """The article's own sentences, as text and as JSON."""
    path = tmp_path / "a"
    path.write_text(content, "utf-8")

    code, out, err = await kentongan("summarize", str(path), "--json", *options)

    assert code == 0, err
    assert json.loads(out) == {"summary": SENTENCE, "sentences": [SENTENCE]}


async def test_screen_gives_a_verdict_for_each_post(tmp_path):
    """Held or ok with reasons; exit code 1 when one is held."""
    path = tmp_path / "posts.jsonl"
    posts = [
        {"id": 1, "title": "Pasar murah", "text": "Pasar murah digelar Sabtu di alun-alun kabupaten."},
        {
            "id": 2,
            "title": "Situs Slot Gacor Maxwin",
            "text": "Daftar slot gacor, bonus new member 100%, deposit pulsa.",
        },
    ]
    path.write_text("\n".join(map(json.dumps, posts)), "utf-8")

    code, out, _ = await kentongan("screen", str(path), "--json")

    verdicts = json.loads(out)
    assert code == 1
    assert [(one["id"], one["verdict"], bool(one["reasons"])) for one in verdicts] == [
        (1, "ok", False),
        (2, "held", True),
    ]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        pytest.param("nonsense", "line 1: this is no JSON object", id="no JSON"),
        pytest.param('{"id": 1}', "line 1: an object with", id="no title"),
    ],
)
async def test_screen_refuses_a_file_that_is_none(tmp_path, content, sentence):
    """The line is named."""
    path = tmp_path / "posts.jsonl"
    path.write_text(content, "utf-8")

    code, _, err = await kentongan("screen", str(path))

    assert code == 2
    assert sentence in err


async def test_classify_labels_each_post(tmp_path):
    """Places, topics, urgency and the event card, as JSON."""
    path = tmp_path / "posts.jsonl"
    posts = [
        {"id": 1, "title": "Banjir Rendam Dua Desa di Gelumbang", "text": "Banjir merendam dua desa sejak pagi ini."},
        {"id": 2, "title": "Pawai", "text": "Pawai akan digelar Sabtu (26/9/2026).", "published": "2026-09-10"},
    ]
    path.write_text("\n".join(map(json.dumps, posts)), "utf-8")

    code, out, _ = await kentongan("classify", str(path), "--regency", "Muara Enim", "--json")

    assert code == 0
    assert json.loads(out) == [
        {
            "id": 1,
            "places": [{"code": "16.03.06", "name": "Gelumbang", "level": "district"}],
            "topics": ["bencana"],
            "urgent": True,
            "event": None,
        },
        {
            "id": 2,
            "places": [],
            "topics": ["budaya"],
            "urgent": False,
            "event": {"day": "2026-09-26", "time": None, "place": None, "deadline": None},
        },
    ]


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        pytest.param(("--regency", "Atlantis"), 'There is no regency "Atlantis"', id="no regency"),
        pytest.param(("--rules", "none.toml"), "none.toml can't be read", id="no rules"),
    ],
)
async def test_classify_refuses_what_it_does_not_know(tmp_path, options, sentence):
    """Wrong usage, in a sentence."""
    path = tmp_path / "posts.jsonl"
    path.write_text("", "utf-8")

    code, _, err = await kentongan("classify", str(path), *options)

    assert code == 2
    assert sentence in err


async def test_the_demo_reports_one_pass():
    """What `make demo ARGS=--once` prints, as JSON: the sample sites' own numbers."""
    code, out, err = await kentongan("demo", "--once", "--json")

    assert code == 0, err
    assert json.loads(out) == {
        "feeds": 3,
        "entries": 49,
        "stories": 48,
        "merged": 1,
        "held": 1,
        "chats": 1,
        "delivered": 13,
    }


async def test_help_loads_nothing_heavy():
    """`--help` answers at once because no library but the command line's own is imported for it."""
    code, out, err = await kentongan("--help", PYTHONPROFILEIMPORTTIME="1")

    assert code == 0
    assert "demo" in out
    assert [
        name for name in ("sqlalchemy", "telegram", "aiohttp", "feedparser", "pydantic") if f"| {name}\n" in err
    ] == []
