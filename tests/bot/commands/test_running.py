"""Feeds by buttons and files: pages, previews, undo, lists. A real database and a real site."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.commands import menus
from bot.commands.conversation import Conversation
from bot.model import Attachment, Incoming
from bot.storage import audit, proposals, team
from feeds.opml import read_opml
from feeds.storage import feeds
from feeds.web.guard import AddressGuard
from tests.bot.commands.test_conversation import site, talk  # noqa: F401 - fixtures
from tests.fakes.clock import NOON
from tests.feeds.builders import draft, entry
from tests.feeds.test_update import item, rss


def says(message):
    """What the buttons of a message say, by their labels."""
    return {button.label: button.say for row in message.buttons for button in row if button.say}


async def press(talk, message, label):  # noqa: F811
    """Presses a button."""
    return await talk.says(says(message)[label], sender="1")


async def send_file(talk, content, name="daftar.opml"):  # noqa: F811
    """An editor sends a document."""
    file = Attachment(name, "text/x-opml", content)
    return await talk.conversation.answer(Incoming("telegram", "1", "private", "", "1", attachment=file))


async def names(talk):  # noqa: F811
    return [feed.name for feed in await talk.desk.database.read(feeds.list_all)]


async def test_a_feed_has_a_page_whose_buttons_do_everything(talk):  # noqa: F811
    """All in place, and every step has a way on."""
    (listed,) = await talk.says("/feed", sender="1")
    (page,) = await press(talk, listed, "1")
    assert (page.title, page.in_place) == ("1. Kab A", True)
    (paused,) = await press(talk, page, "Jeda")
    assert paused.paragraphs[0].startswith("Sumber dijeda")
    (resumed,) = await press(talk, paused, "Lanjutkan")
    (how,) = await press(talk, resumed, "Ganti nama")
    assert "/feed_nama 1" in how.paragraphs[0]
    (removed,) = await press(talk, resumed, "Hapus")
    assert await names(talk) == []
    (back,) = await press(talk, removed, "Urungkan")
    assert back.paragraphs[0] == "Sumber dipulihkan: Kab A."
    assert await names(talk) == ["Kab A"]
    acts = [act.act for act in await talk.desk.database.read(audit.page, 9)]
    assert acts == ["feed_restored", "feed_removed", "feed_resumed", "feed_paused"]


async def test_a_new_name_is_what_citizens_read_and_search(talk):  # noqa: F811
    """Also for stories that came before."""
    await talk.publish(draft())
    await talk.desk.finder.catch_up()
    assert "sekarang bernama Kabupaten Rawa" in await talk.admin_says("/feed_nama 1  Kabupaten   Rawa")
    (found,) = await talk.says("berita")
    assert "Kabupaten Rawa" in str(found)
    (hits,) = await talk.says("cari dari:rawa")
    assert len(hits.items) == 1


async def test_a_removal_is_final_after_a_week(talk):  # noqa: F811
    """Until then nothing is lost; afterwards adding it again is a new baseline."""
    database = talk.desk.database
    await talk.says("/feed_hapus 1", sender="1")
    assert await database.write(feeds.forget_removed, NOON - timedelta(seconds=1)) == 0
    assert await database.write(feeds.forget_removed, NOON + feeds.UNDO) == 1
    assert "Tidak ada penghapusan" in await talk.admin_says("/feed_pulih 1")
    assert await database.write(feeds.forget_removed, NOON + feeds.UNDO) == 0


async def test_many_feeds_come_in_pages(talk):  # noqa: F811
    """Each feed is on one of them."""
    for n in range(menus.PAGE * 2):
        await talk.desk.database.write(feeds.add, f"https://{n}.example/", f"Kab {n}", NOON)
    (page,) = await talk.says("/feed", sender="1")
    seen = [item.title for item in page.items]
    while "Berikutnya" in "".join(says(page)):
        label = next(label for label in says(page) if "Berikutnya" in label)
        (page,) = await press(talk, page, label)
        seen += [item.title for item in page.items]
    assert [title.partition(".")[0] for title in seen] == [str(n + 1) for n in range(menus.PAGE * 2 + 1)]


async def test_the_newest_three_are_shown_before_a_feed_is_added(talk, site):  # noqa: F811
    """As citizens will see them; a no adds nothing, and an old question is answered with a sentence."""
    url = site.put("/baru/", rss(*(item(str(n), f"Berita <{n}> &") for n in range(5)), title="Kab Baru"))
    *stories, ask = await talk.says(f"/feed_tambah {url} Kabupaten Baru", sender="1")
    assert len(stories) == 3
    assert all(story.footer.startswith("Kabupaten Baru · ") and story.story_id is None for story in stories)
    (answer,) = await press(talk, ask, "Batal")
    assert (answer.paragraphs, answer.in_place) == (("Tidak jadi ditambahkan.",), True)
    assert await names(talk) == ["Kab A"]
    (late,) = await press(talk, ask, "Ya, tambahkan")
    assert "sudah dijawab" in late.paragraphs[0]


async def test_a_question_outlives_a_restart_and_not_a_day(talk, site):  # noqa: F811
    """It is in the database and nowhere else."""
    url = site.put("/baru/", rss(item("1"), title="Kab Baru"))
    *_, ask = await talk.says(f"/feed_tambah {url}", sender="1")
    talk.conversation = Conversation(replace(talk.desk))
    assert await talk.desk.database.write(proposals.forget_before, NOON) == 0
    await press(talk, ask, "Ya, tambahkan")
    assert await names(talk) == ["Kab A", "Kab Baru"]
    assert (await talk.desk.database.read(audit.page, 1))[0].detail == "Kab Baru"


async def test_a_list_goes_out_and_comes_in_as_a_file(talk):  # noqa: F811
    """What is there is left alone."""
    await talk.desk.database.write(feeds.add, "https://b.example/feed/", "Kab <B> & \u202eC", NOON)
    (sent,) = await talk.says("/opml", sender="1")
    listed = read_opml(sent.attachment.content, AddressGuard())
    assert [feed.name for feed in listed.feeds] == ["Kab <B> & C"]
    body = b'<opml version="2.0"><body><outline text="D" xmlUrl="https://d.example/f"/><outline text="B" xmlUrl='
    body += b'"https://b.example/feed/"/><outline text="X" xmlUrl="http://127.0.0.1/"/></body></opml>'
    (ask,) = await send_file(talk, body)
    assert (ask.title, len(ask.items)) == ("Tambahkan 2 sumber?", 2)
    assert "Ditolak: 1." in ask.paragraphs[0]
    (done,) = await press(talk, ask, "Ya, tambahkan")
    assert done.paragraphs == ("1 sumber ditambahkan, 1 sudah ada.",)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        pytest.param(b"", "terlalu besar", id="not fetched"),
        pytest.param(b"\x89PNG", "bukan daftar sumber", id="no list"),
        pytest.param(
            b'<!DOCTYPE o [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><opml><body><outline text="&b;"/></body></opml>',
            "bukan daftar sumber",
            id="a bomb",
        ),
        pytest.param(b"<opml><body>" + b"<outline>" * 9999, "bukan daftar sumber", id="too deep"),
        pytest.param(b"<opml><body/></opml>", "tidak memuat sumber", id="empty"),
    ],
)
async def test_a_file_that_is_no_list_changes_nothing(talk, content, sentence):  # noqa: F811
    """And gets one sentence."""
    (answer,) = await send_file(talk, content)
    assert sentence in answer.paragraphs[0]
    assert await names(talk) == ["Kab A"]


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("/feed 99", "Tidak ada sumber nomor 99"),
        ("/feed_nama x", "/feed_nama 2"),
        ("/feed_nama 99 Kab", "Tidak ada sumber nomor 99"),
        ("/feed_nama 1 " + "x" * 101, "paling panjang 100 huruf"),
        ("/feed_pulih", "/feed_pulih 2"),
        ("/feed_beku", "/feed_beku 2"),
        ("/feed_beku 9", "Tidak ada sumber nomor 9"),
        ("/feed_pulih 1", "Tidak ada penghapusan sumber nomor 1"),
        ("feed_tambah ya 99", "sudah dijawab"),
        ("feed_tambah batal 99", "sudah dijawab"),
        ("/feed hal 99", "1. Kab A"),
    ],
)
async def test_what_can_not_be_is_said(talk, line, sentence):  # noqa: F811
    """In one sentence, or with the nearest page."""
    assert sentence in await talk.admin_says(line)


async def test_held_stories_come_one_by_one_with_their_place(talk):  # noqa: F811
    """Skipping goes round; the feed is frozen and thawed from there, by editors only."""
    held = [
        draft(entry(guid=str(n), link=f"https://a.example/{n}", title=f"Slot {n}"), text=f"Slot {n}", held=("flood",))
        for n in range(3)
    ]
    await talk.publish(*held)
    (shown,) = await talk.says("/tinjau", sender="1")
    titles = [shown.title]
    for _ in range(3):
        (shown,) = await press(talk, shown, "Lewati")
        titles.append(shown.title)
    assert titles == [f"{n + 1} dari 3 · {n + 1}. Slot {n}" for n in (0, 1, 2, 0)]
    (frozen,) = await press(talk, shown, "Bekukan sumbernya")
    assert frozen.paragraphs[0].startswith("Sumber dibekukan: Kab A.")
    assert "sudah dibekukan" in await talk.admin_says("/feed_beku 1")
    (shown,) = await talk.says("/tinjau", sender="1")
    assert "Sumber dicairkan" in (await press(talk, shown, "Cairkan sumbernya"))[0].paragraphs[0]
    await talk.desk.database.write(team.invite, "t", "reviewer", "telegram:1", NOON)
    await talk.desk.database.write(team.accept, "t", "telegram", "7", NOON)
    (shown,) = await talk.says("/tinjau", sender="7")
    assert "Bekukan sumbernya" not in says(shown)
    for answer in ("terima", "tolak", "terima"):
        (shown,) = await talk.says("/tinjau", sender="7")
        number = shown.title.split(" · ")[1].partition(".")[0]
        await talk.says(f"tinjau {answer} {number}", sender="7")
    assert "Tidak ada berita yang ditahan." in await talk.admin_says("/tinjau")
