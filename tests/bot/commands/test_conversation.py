"""What people get when they say something: a real database, a real site, no channel."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.commands.conversation import Conversation, is_leaving
from bot.commands.desk import Desk
from bot.model import ChatEvent, Incoming
from bot.storage import chats, deliveries, owing
from feeds.drafting import EditorialRules
from feeds.feed_model import GoodPoll
from feeds.model import CachingInfo
from feeds.parse.parser import Parser
from feeds.poll import Poller
from feeds.schedule import Intervals
from feeds.search.finder import Finder
from feeds.storage import entries, feeds, stories
from feeds.storage.database import Database
from feeds.update import Updater
from feeds.web.fetch import Fetcher, Limits
from tests.fakes.clock import NOON
from tests.fakes.website import serve_site
from tests.feeds.builders import draft, entry
from tests.feeds.test_update import item, rss


class Talk:
    """Says things and reads the answers."""

    def __init__(self, desk):
        self.desk = desk
        self.conversation = Conversation(desk)

    async def says(self, text, *, sender="42", language=None, kind="private", may_decide=True):
        """What a person gets for a line."""
        incoming = Incoming("telegram", sender, kind, text, sender, language, may_decide)
        return await self.conversation.answer(incoming)

    async def admin_says(self, text):
        """What an admin gets: the text of the first message."""
        (message, *_) = await self.says(text, sender="1")
        return " ".join((message.title, *message.paragraphs, *(f"{i.title} {i.detail}" for i in message.items))).strip()

    async def publish(self, *drafts):
        """Stores drafts of feed 1."""
        store = entries.store
        return await self.desk.database.write(store, 1, drafts, NOON, owing.owe, review_all=False)


@pytest.fixture
async def site():
    async with serve_site() as site:
        yield site


@pytest.fixture
async def talk(sqlite_url, site, clock, tmp_path):
    database, parser, woken = Database(sqlite_url), Parser("Asia/Jakarta"), []
    await database.open()
    limits = Limits(total=10.0, host_gap=0.0)
    allowed = frozenset({site.host})
    async with Fetcher(user_agent="K/0 (+https://k.example)", allow_private_hosts=allowed, limits=limits) as fetcher:
        updater = Updater(
            database=database,
            fetcher=fetcher,
            parser=parser,
            intervals=Intervals(timedelta(minutes=15), timedelta(hours=2)),
            rules=EditorialRules(timedelta(hours=48)),
            clock=clock,
            draw=lambda: 0.0,
            on_due=owing.owe,
        )
        finder = Finder(database, tmp_path / "search", ZoneInfo("Asia/Jakarta"))
        await finder.open()
        desk = Desk(
            database=database,
            fetcher=fetcher,
            parser=parser,
            poller=Poller(database, updater, clock),
            finder=finder,
            clock=clock,
            on_due=owing.owe,
            wake=lambda: woken.append(True),
            admins={"telegram": frozenset({"1"})},
            service_name="Kabar Rawa",
            operator="Dikelola oleh Diskominfo.",
            timezone="Asia/Jakarta",
            max_age=timedelta(hours=48),
            topics=("kesehatan", "bencana", "olahraga"),
        )
        await database.write(feeds.add, site.url("/feed/"), "Kab A", NOON)
        talk = Talk(desk)
        talk.woken = woken
        yield talk
        await desk.poller.finish()
        await finder.close()
    await parser.close()
    await database.close()


def numbered(count):
    return [
        draft(
            entry(
                guid=str(n), link=f"https://a.example/{n}", title=f"Berita {n}", published=NOON + timedelta(minutes=n)
            ),
            text=f"Banjir nomor {n} merendam rumah warga desa dan petugas mengungsikan mereka ke balai desa sejak dini "
            f"hari hingga siang ini tanpa korban jiwa menurut kepala dinas setempat.",
        )
        for n in range(count)
    ]


async def test_starting_subscribes_and_says_what_it_must(talk):
    """Who runs this, what is stored, that it is free, how to stop; then the three newest stories, oldest first."""
    await talk.publish(*numbered(5))

    welcome, *news = await talk.says("/start")
    chat = await talk.desk.database.read(chats.find, "telegram", "42")
    text = " ".join(welcome.paragraphs)

    assert welcome.title == "Selamat datang di Kabar Rawa"
    assert all(words in text for words in ("Dikelola oleh Diskominfo.", "Gratis", "OTP", "simpan", "BERHENTI"))
    assert [message.title for message in news] == ["Berita 2", "Berita 3", "Berita 4"]
    assert (chat.state, chat.consented_at) == ("active", NOON)


async def test_starting_twice_changes_nothing(talk):
    """The second time is answered shortly, without the backlog."""
    await talk.says("mulai")

    (again,) = await talk.says("mulai")

    assert again.paragraphs == ("Anda sudah berlangganan. Berita baru dikirim ke sini begitu terbit.",)


async def test_starting_before_there_is_news(talk):
    """An empty service says so."""
    _, empty = await talk.says("mulai")

    assert "Belum ada berita" in empty.paragraphs[0]


async def test_stopping_is_obeyed_at_once(talk):
    """After one word nothing more is sent, whatever was owed."""
    await talk.says("mulai")
    await talk.publish(*numbered(1))

    (answer,) = await talk.says("STOP")
    claims = await talk.desk.database.write(deliveries.claim, "telegram", NOON, 10)

    assert answer.paragraphs[0].startswith("Langganan dihentikan.")
    assert claims == ()
    assert "tidak sedang berlangganan" in (await talk.says("berhenti"))[0].paragraphs[0]


@pytest.mark.parametrize("text", ["cari banjir", "/cari banjir", "/search banjir", "banjir", "kebanjiran"])
async def test_searching_by_command_or_by_just_typing(talk, text):
    """Plain words are a search; each result has source, local time and link."""
    await talk.publish(*numbered(1))

    (found,) = await talk.says(text)

    assert [(i.title, i.detail, i.url) for i in found.items] == [
        ("Berita 0", "Kab A · Sel, 6 Okt 2026 12.00 WIB", "https://a.example/0")
    ]


async def test_paging_through_results(talk):
    """The button leads to the next page, and the last page has none."""
    await talk.publish(*numbered(7))

    (first,) = await talk.says("cari banjir")
    (second,) = await talk.says(first.buttons[0][0].say)

    assert (len(first.items), len(second.items)) == (5, 2)
    assert [button.say for row in second.buttons for button in row] == ["kabari banjir"]
    assert {i.url for i in first.items}.isdisjoint(i.url for i in second.items)


async def test_paging_through_the_newest(talk):
    """Every story once, newest first, though one arrives in between."""
    await talk.publish(*numbered(7))
    (first,) = await talk.says("berita")
    late = entry(guid="x", link="https://a.example/x", title="Susulan", published=NOON + timedelta(hours=1))
    await talk.publish(draft(late, text="Kabar susulan."))
    (second,) = await talk.says(first.buttons[0][0].say)

    assert [i.title for i in (*first.items, *second.items)] == [f"Berita {n}" for n in (6, 5, 4, 3, 2, 1, 0)]


async def test_nothing_found_is_said_kindly(talk):
    """With what was looked for, and a way on."""
    (answer,) = await talk.says("cari gempa")

    assert "“gempa”" in answer.paragraphs[0]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("halo", "MULAI", id="a greeting gets help"),
        pytest.param("", "MULAI", id="an empty line gets help"),
        pytest.param("/bantuan", "MULAI", id="help"),
        pytest.param("/terbang", "tidak kami kenal", id="an unknown command"),
        pytest.param("/feed", "tidak kami kenal", id="an admin's command"),
        pytest.param("/tinjau terima 1", "tidak kami kenal", id="an admin's word"),
        pytest.param("/privasi", "Nomor obrolan ini: 42.", id="privacy"),
        pytest.param("/status", "tidak sedang berlangganan", id="status"),
        pytest.param("cari", "CARI jalan putus", id="search without words"),
    ],
)
async def test_every_line_gets_an_answer(talk, text, words):
    """Unknown input gets help, not silence."""
    (answer,) = await talk.says(text)

    assert words in " ".join(answer.paragraphs)


async def test_english_for_those_whose_app_is_english(talk):
    """And it stays English once the chat is known."""
    (welcome, *_) = await talk.says("/start", language="en")
    (status,) = await talk.says("/status")

    assert welcome.title == "Welcome to Kabar Rawa"
    assert status.paragraphs[0].startswith("You have been subscribed since Tue, 6 Oct 2026 12:00 WIB")


async def test_an_indonesian_word_is_answered_in_indonesian(talk):
    """Also when the person's browser or phone is set to English."""
    (welcome, *_) = await talk.says("mulai", language="en")

    assert welcome.title == "Selamat datang di Kabar Rawa"


async def test_only_a_groups_admins_decide_for_it(talk):
    """A member may search; subscribing the group is for its administrators."""
    (refused,) = await talk.says("/mulai", sender="-1", kind="group", may_decide=False)
    chat = await talk.desk.database.read(chats.find, "telegram", "-1")

    assert "admin grup" in refused.paragraphs[0]
    assert chat is None


async def test_a_fault_of_ours_is_an_apology(talk):
    """No traceback and no silence when the database fails."""
    await talk.desk.database.close()

    (answer,) = await talk.says("berita")

    assert answer.paragraphs == ("Maaf, terjadi gangguan di pihak kami. Silakan coba sebentar lagi.",)


async def test_what_a_network_tells_about_a_chat(talk):
    """Blocked, back, moved: noted without a word from anybody."""
    await talk.says("mulai")
    seen = []
    for event in (
        ChatEvent("telegram", "42", "left"),
        ChatEvent("telegram", "42", "returned"),
        ChatEvent("telegram", "42", "migrated", "-100"),
    ):
        await talk.conversation.notice(event)
        address = event.new_address or "42"
        seen.append((await talk.desk.database.read(chats.find, "telegram", address)).state)

    assert seen == ["blocked", "active", "active"]


async def test_an_admin_adds_a_feed_by_its_address(talk, site):
    """It is tried first, named by its own title, and its entries are searchable without being sent."""
    await talk.says("mulai")
    url = site.put("/baru/", rss(item("1"), title="Kab Baru"))

    story, ask = await talk.says(f"/feed_tambah {url}", sender="1")
    assert len(await talk.desk.database.read(feeds.list_all)) == 1
    answer = await talk.admin_says(ask.buttons[0][0].say)
    await talk.desk.poller.finish()
    (found,) = await talk.says("cari longsor")

    assert (story.footer.partition(" ·")[0], ask.title) == ("Kab Baru", "Tambahkan Kab Baru?")
    assert answer.startswith("Sumber ditambahkan: Kab Baru.")
    assert len(found.items) == 1
    assert await talk.desk.database.read(deliveries.counts) == {}
    assert "sudah ada: nomor 2" in await talk.admin_says(f"/feed_tambah {url}")


async def test_an_admin_adds_a_site_by_its_address(talk, site):
    """Its feed is found and stored; adding the site again, or its feed, says that it is there."""
    url = site.put("/umpan/", rss(item("1"), title="Kab Baru"))
    home = '<link rel="alternate" type="application/rss+xml" href="/umpan/">'
    site.put("/", home, "text/html")

    await talk.says(f"/feed_tambah {site.url('/')}", sender="1")
    answer = await talk.admin_says("feed_tambah ya 1")

    assert answer.startswith("Sumber ditambahkan: Kab Baru.")
    assert [feed.url for feed in await talk.desk.database.read(feeds.list_all)][1:] == [url]
    assert "sudah ada: nomor 2" in await talk.admin_says(f"/feed_tambah {site.url('/')}")
    assert "sudah ada: nomor 2" in await talk.admin_says(f"/feed_tambah {url}")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        pytest.param("", "Tulis alamat feed", id="no address"),
        pytest.param("http://127.0.0.1:1/feed/", "tidak terbuka untuk umum", id="an address inside"),
        pytest.param("ftp://kab.example/feed", "bukan alamat situs", id="not the web"),
        pytest.param("{site}/tidak-ada", "Halaman itu tidak ada", id="404"),
        pytest.param("{site}/halaman", "halaman web biasa, bukan feed", id="a page"),
    ],
)
async def test_what_cannot_be_added_is_explained(talk, site, words, sentence):
    """The admin reads what is wrong and what to do; nothing is stored."""
    site.put("/halaman", "<html><body>Beranda</body></html>", "text/html")

    answer = await talk.admin_says(f"/feed_tambah {words}".format(site=f"http://{site.host}"))

    assert sentence in answer
    assert len(await talk.desk.database.read(feeds.list_all)) == 1


async def test_an_admin_runs_a_feed_by_its_number(talk, site):
    """Pause, resume and remove, each confirmed by name; the list shows the state."""
    site.put("/feed/", rss(item("1")))
    await talk.desk.poller.poll_now()

    healthy = await talk.admin_says("/feed")
    paused = await talk.admin_says("/feed_jeda 1")
    shown = await talk.admin_says("/feed")
    resumed = await talk.admin_says("/feed_lanjut 1")
    removed = await talk.admin_says("/feed_hapus 1")

    assert "1. Kab A 🟢 sehat · 1 berita, dibaca Sel, 6 Okt 2026 12.00 WIB" in healthy
    assert "Sumber dijeda: Kab A. Lanjutkan dengan /feed_lanjut 1." in paused
    assert "dijeda" in shown
    assert "Sumber dilanjutkan: Kab A." in resumed
    assert removed.startswith("Sumber dihapus: Kab A.")
    assert (await talk.admin_says("/feed")).startswith("Belum ada sumber berita.")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        pytest.param("/feed_jeda", "Tulis nomor sumber setelah perintah, misalnya: /feed_jeda 2.", id="no number"),
        pytest.param("/feed_hapus semua", "Tulis nomor sumber", id="a word"),
        pytest.param("/feed_hapus 99", "Tidak ada sumber nomor 99.", id="no such feed"),
        pytest.param("/tinjau", "Tidak ada berita yang ditahan.", id="nothing held"),
        pytest.param("/tinjau mungkin 1", "/tinjau terima N", id="no such word"),
        pytest.param("/tinjau terima 99", "Tidak ada berita yang ditahan dengan nomor 99.", id="no such story"),
    ],
)
async def test_an_admins_mistake_is_explained(talk, text, sentence):
    """What to write instead, with an example."""
    assert sentence in await talk.admin_says(text)


async def test_a_failing_feed_is_explained_in_the_list(talk, site):
    """The admin reads what is wrong in words that the webmaster understands."""
    site.fail("/feed/", 404)
    await talk.desk.poller.poll_now()

    assert "🟡 tersendat (1 kali berturut-turut): Halaman itu tidak ada." in await talk.admin_says("/feed")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        pytest.param("1", "RUSAK: Halaman feed tidak ada (404).", id="by number"),
        pytest.param("{site}/none", "RUSAK: Halaman feed tidak ada (404).", id="by address"),
        pytest.param("99", "Tidak ada sumber nomor 99.", id="no such feed"),
        pytest.param("", "/feed_periksa 2", id="no words"),
    ],
)
async def test_an_admin_has_a_feed_examined(talk, site, words, sentence):
    """What is wrong and why that matters."""
    site.fail("/feed/", 404)

    assert sentence in await talk.admin_says(f"/feed_periksa {words}".format(site=f"http://{site.host}"))


async def test_what_to_ask_is_a_message_that_can_be_forwarded(talk, site):
    """By itself, with the address, what was seen and what to do; none when there is nothing to ask."""
    site.fail("/feed/", 404)

    _, letter = await talk.says("/feed_periksa 1", sender="1")

    assert letter.title == "Untuk diteruskan kepada pengelola situs"
    assert site.url("/feed/") in letter.paragraphs[0]
    assert letter.paragraphs[1] == (
        "1. Halaman feed tidak ada (404). (HTTP 404 Not Found) Mohon aktifkan kembali feed; pada WordPress alamatnya /feed/."
    )


async def test_the_list_shows_health_at_a_glance(talk, site):
    """A sign and a word for each state, with its beginning where there is one."""
    site.put("/feed/", "<br />Warning" + rss(item("1")))
    await talk.desk.poller.poll_now()
    mended = await talk.admin_says("/feed")
    site.fail("/feed/", 500)
    for _ in range(3):
        await talk.desk.poller.poll_now()
    sick = await talk.admin_says("/feed")

    assert "🟡 terbaca, tetapi ada yang perlu dibetulkan: /feed_periksa 1" in mended
    assert "🔴 sakit sejak Sel, 6 Okt 2026 12.00 WIB (3 kali berturut-turut): Server situs mengalami galat." in sick


async def test_an_admin_reviews_what_is_held(talk):
    """Shown with its reasons; approved it goes out to those who are subscribed, rejected it never does."""
    await talk.says("mulai")
    held = [
        draft(
            entry(guid=str(n), link=f"https://a.example/{n}", title=f"Slot {n}"),
            text=f"Slot {n}",
            held=("gambling_words:slot",),
        )
        for n in range(2)
    ]
    await talk.publish(*held)

    (first,) = await talk.says("/tinjau", sender="1")
    (second,) = await talk.says(first.buttons[1][0].say, sender="1")
    approve, reject, read = first.buttons[0]
    approved = await talk.admin_says(approve.say)
    rejected = await talk.admin_says(second.buttons[0][1].say)
    claims = await talk.desk.database.write(deliveries.claim, "telegram", NOON, 10)

    assert (first.title, second.title) == ("1 dari 2 · 1. Slot 0", "2 dari 2 · 2. Slot 1")
    assert first.paragraphs[-1] == "Ditahan karena: memuat kata-kata judi (slot)."
    assert (approve.label, reject.label, read.url) == ("Terima", "Tolak", "https://a.example/0")
    assert approved == "Diterima dan dikirim: Slot 0"
    assert rejected.startswith("Ditolak: Slot 1.")
    assert [claim.story_id for claim in claims] == [1]
    assert talk.woken == [True]
    assert [story.title for story in await talk.desk.database.read(stories.latest, 5)] == ["Slot 0"]


async def test_a_frozen_feed_is_seen_and_thawed(talk):
    """/feed shows the frost, /feed_cair ends it and lets go what only the frost had held."""
    now = talk.desk.clock()
    await talk.desk.database.write(feeds.add, "https://1.example/", "Kab A", now)
    poll = GoodPoll(now, now, "https://1.example/", CachingInfo())
    await talk.desk.database.write(feeds.record_success, 1, poll)
    adverts = [
        draft(entry(guid=f"s{n}", link=f"https://1.example/s{n}/"), text=f"Iklan {n}", held=("gambling_words:slot",))
        for n in range(3)
    ]
    await talk.publish(*adverts, draft())
    shown = await talk.admin_says("/feed")
    thawed = await talk.admin_says("/feed_cair 1")
    again = await talk.admin_says("feed_cair 1")

    assert "dibekukan sejak" in shown
    assert "/feed_cair 1" in shown
    assert "Sumber dicairkan: Kab A. 1 berita" in thawed
    assert again == "Sumber itu tidak sedang dibekukan: Kab A."
    assert await talk.admin_says("/feed_cair 9") == "Tidak ada sumber nomor 9. Lihat nomornya di /feed."
    assert (await talk.admin_says("/feed_cair")).startswith("Tulis nomor sumber")
    assert "dibekukan" not in await talk.admin_says("/feed")


@pytest.mark.parametrize("said", ["BERHENTI", "/stop", "keluar", "unreg", "hapusdata ya"])
async def test_leaving_is_carried_out_however_fast_somebody_writes(talk, said):
    """After a thousand lines that were not answered, and after any number of stops before it."""
    await talk.says("/start")
    for _ in range(50):
        await talk.says("/status")
        await talk.says("berhenti")
    await talk.says("/status")
    chat = await talk.desk.database.read(chats.find, "telegram", "42")
    await talk.desk.database.write(chats.change_state, chat.id, "active", NOON)

    assert await talk.says("/status") == ()
    await talk.says(said)

    chat = await talk.desk.database.read(chats.find, "telegram", "42")
    assert chat is None or chat.state == "stopped"


@pytest.mark.parametrize(
    ("text", "leaves"),
    [
        ("STOP", True),
        ("/berhenti@kentongan_bot", True),
        ("hapusdata ya", True),
        ("/forget", True),
        ("stop merokok di sekolah", False),
        ("/status", False),
        ("", False),
        ("\u200bSTOP?", False),
    ],
)
def test_what_is_leaving(text, leaves):
    """The words themselves, not a search that begins with them."""
    assert is_leaving(text) is leaves
