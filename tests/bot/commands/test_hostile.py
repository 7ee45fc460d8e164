"""Everything that admins are sent, with hostile names and titles: Telegram's own parser and its API take all of it."""

import json

import pytest

from bot.alerts import alerts_message
from bot.broadcasts import progress_message, question
from bot.channels.telegram.markup import encode
from bot.commands.announcing import parts
from bot.commands.conversation import COMMANDS
from bot.model import Attachment, Button, Incoming
from bot.storage import announcements, proof, team
from bot.storage.alerts import OwedAlert
from feeds.storage import feeds
from tests.bot.commands.test_conversation import site, talk  # noqa: F401 - fixtures
from tests.bot.storage.newsroom import deliver, subscribe
from tests.fakes.bot_api_spec import load_spec
from tests.fakes.clock import NOON
from tests.fakes.png import PNG
from tests.fakes.telegram_text import read_text
from tests.feeds.builders import draft, entry
from tests.feeds.test_update import item, rss

NAUGHTY = {
    "markup": "</b><a href='javascript:1'>&lt;&amp;& <script> {braces} {0} %s \\ ` _*[]()",
    "right to left": "\u202eabc\u202c \u05e9\u05dc\u05d5\u05dd \u2067x\u2069",
    "nothing to see": "\u200b\u200d\ufeff\u00ad",
    "emoji": "\U0001f468\u200d\U0001f469\u200d\U0001f467" * 800,
    "one long word": "panjang" * 300,
    "look-alike": "https://rаwa.example/\u200b?x=<y> t.me/\u0430dmin @admin",
    "combining": "Z" + "\u0335\u0322" * 400,
}
#: What is said in this order; every state of every command of an admin that news can reach.
SCRIPT = """/feed|/feed 1|/feed_jeda 1|/feed|/feed_lanjut 1|/feed_beku 1|/feed_cair 1|/feed_nama 1|/feed_hapus 1|/feed_pulih 1
/opml|/tinjau|tinjau lewati 2|tinjau terima 2|tinjau terima 2|tinjau tolak 3|tinjau tolak 3|/tinjau|/statistik
/statistik 1|/mengapa 1 10|/kirim_ulang 1|/ralat 1|/tarik 1|/siar|siar untuk 1 telegram|siar kirim 1|siar henti 1
/siar besok 07.00 nanti|/siar|siar kirim 2|siar batal 2|/admin|/admin undang editor|/admin peran 1 reviewer
/admin cabut 1|/biaya|/ruang|/log|/feed_periksa 1|/feed_tambah|/feed_hapus 1|/feed|/opml|/log""".replace("\n", "|").split("|")


def refused(message):
    """What Telegram would refuse of a message, one sentence each."""
    encoded = encode(message)
    text, _ = read_text(encoded.html, "HTML")
    length, limit = len(text), 1024 if message.attachment else 4096
    found = [] if length <= limit else [f"{length} characters"]
    if message.attachment is None and not text.strip():
        found.append("an empty text")
    spec = load_spec()
    if spec is not None:
        parameters = {"chat_id": "1", "text": encoded.html, "parse_mode": "HTML"}
        markup = encoded.reply_markup
        if markup:
            parameters["reply_markup"] = markup if isinstance(markup, str) else json.dumps(markup.to_dict())
        found += [problem for problem in spec.problems("sendMessage", parameters) if ".text" not in problem]
    return found


@pytest.fixture
def quick(monkeypatch):
    """Pictures are drawn elsewhere."""

    async def drawn(_picture):
        return PNG

    monkeypatch.setattr("bot.report.draw", drawn)


@pytest.mark.parametrize("name", NAUGHTY.values(), ids=NAUGHTY)
@pytest.mark.parametrize("language", ["id", "en"])
async def test_nothing_that_an_admin_is_sent_is_refused(talk, site, quick, name, language):  # noqa: F811
    """Every message of every step, and none is the sentence for what broke."""
    database = talk.desk.database
    await database.write(feeds.rename, 1, name)
    held = [
        draft(
            entry(guid=str(n), link=f"https://a.example/{n}", title=name),
            text=f"{name} {n}",
            held=(f"gambling_words:{name[:200]}",) if n else (),
        )
        for n in range(5)
    ]
    await subscribe(database, "10")
    await talk.publish(*held)
    await deliver(database)
    await database.write(team.invite, "t", "editor", "telegram:1", NOON)
    await database.write(team.accept, "t", "telegram", "5", NOON)
    url = site.put("/baru/", rss(item("1", name.replace("\u0000", "")), title=name))
    broken = "gangguan" if language == "id" else "went wrong"

    async def check(line, attachment=None):
        talk.desk.clock.forward(seconds=2)
        said = Incoming("telegram", "1", "private", line, "1", language, attachment=attachment)
        messages = await talk.conversation.answer(said)
        assert messages, line
        for message in messages:
            assert refused(message) == [], line
            assert broken not in " ".join(message.paragraphs), line

    await check(f"/siar {name}\n{name}")
    for line in SCRIPT:
        await check(line)
    await check(f"/feed_tambah {url}")
    await check("feed_tambah ya 1")
    await check(f"/feed_nama 2 {name[:90]}")
    await check("", Attachment(name, "text/x-opml", b"<opml><body/></opml>"))
    await check("", Attachment(name, "text/x-opml", b"no list"))


@pytest.mark.parametrize("name", NAUGHTY.values(), ids=NAUGHTY)
@pytest.mark.parametrize("language", ["id", "en"])
async def test_nothing_that_we_tell_admins_by_ourselves_is_refused(talk, name, language):  # noqa: F811
    """Alerts, progress, the question to the second admin."""
    database = talk.desk.database
    title, text = parts(name)
    made = await database.write(
        announcements.draft,
        title=title,
        text=text,
        at=None,
        who="telegram:1",
        channel="telegram",
        address="1",
        language=language,
        timezone="Asia/Jakarta",
        now=NOON,
    )
    story = proof.StoryProof(1, name, "due", NOON, 9, {"queued": 4, "sent": 5}, {}, None, None)
    owed = [
        OwedAlert(n, n, name, kind, NOON, "timeout", name) for n, kind in enumerate(("sick", "silent", "frozen") * 4)
    ]
    told = [
        progress_message(made, story),
        question(made, 9, language),
        alerts_message(owed, language, "Asia/Jakarta", 9),
    ]
    assert [refused(message) for message in told] == [[], [], []]


def test_the_script_says_every_command_of_an_admin():
    """A new command must be said here as well."""
    said = {line.removeprefix("/").split(" ")[0] for line in SCRIPT} | {"feed_tambah", "feed_nama"}
    assert {command.words[0] for command in COMMANDS if command.least is not None} <= said


def test_the_check_can_fail():
    """A button whose word is too long for Telegram never gets so far."""
    with pytest.raises(ValueError, match="64 bytes"):
        Button("x", say="x" * 65)
