"""The stream of what is said, over HTTP."""

import asyncio
import json

import pytest

from bot.channels.webchat.streams import Handed
from bot.model import Message


def titles(events):
    """The titles that a page draws."""
    return [json.loads(event.data)["title"] for event in events]


async def send(site, session, *names):
    """Sends stories by these titles."""
    for name in names:
        await site.chat.send(session, site.chat.encode(Message(title=name)))


async def test_history_then_live(site):
    """A page that opens gets what was said before, then what is new, each once and in order."""
    session = await site.visit()
    await send(site, session, "a", "b")
    page = await site.open()
    history = await page.until("ready")
    await send(site, session, "c")
    live = await page.next()

    assert titles(history) == ["a", "b"]
    assert (live.id, titles([live])) == ("3", ["c"])


async def test_history_is_the_last_fifty(site):
    """A long conversation begins with its last fifty messages."""
    session = await site.visit()
    await send(site, session, *map(str, range(60)))
    history = await (await site.open()).until("ready")

    assert titles(history) == [str(number) for number in range(10, 60)]


async def test_own_words_survive_a_reload(site):
    """What the visitor said is part of the history."""
    await site.visit()
    await site.say("berita")
    history = await (await site.open()).until("ready")

    assert [json.loads(event.data)["kind"] for event in history] == ["said", "message"]


@pytest.mark.parametrize(
    ("path", "headers", "expected"),
    [
        pytest.param("/chat/events", {"Last-Event-ID": "2"}, ["c", "d"], id="by-the-browser"),
        pytest.param("/chat/events?after=2", {}, ["c", "d"], id="by-the-page"),
        pytest.param("/chat/events?after=1", {"Last-Event-ID": "3"}, ["d"], id="browser-knows-better"),
        pytest.param("/chat/events", {"Last-Event-ID": "4"}, [], id="nothing-missed"),
        pytest.param("/chat/events", {"Last-Event-ID": "99"}, [], id="beyond-the-end"),
        pytest.param("/chat/events", {"Last-Event-ID": "x"}, ["a", "b", "c", "d"], id="no-number"),
        pytest.param("/chat/events", {"Last-Event-ID": "-1"}, ["a", "b", "c", "d"], id="negative"),
        pytest.param("/chat/events", {"Last-Event-ID": "9" * 30}, ["a", "b", "c", "d"], id="too-long-a-number"),
        pytest.param("/chat/events?after=%D9%A2", {}, ["a", "b", "c", "d"], id="digits-of-another-script"),
    ],
)
async def test_resumes(site, path, headers, expected):
    """A page that comes back gets what it missed; one whose mark can't be read begins with the history."""
    session = await site.visit()
    await send(site, session, "a", "b", "c", "d")
    page = await site.open(path, headers=headers)

    assert titles(await page.until("ready")) == expected


async def test_mark_beyond_the_end_still_hears_what_comes(site):
    """After a restored backup a page that has seen more than there is goes on with what is new."""
    session = await site.visit()
    await send(site, session, "a")
    page = await site.open("/chat/events?after=500")
    await page.until("ready")
    await send(site, session, "b")

    assert titles([await page.next()]) == ["b"]


async def test_misses_nothing_while_away(site):
    """More than one piece of news that came while the page was closed arrives complete and in order."""
    session = await site.visit()
    page = await site.open()
    await page.until("ready")
    await send(site, session, "first")
    seen = await page.next()
    page.response.close()
    names = [f"berita {number}" for number in range(250)]
    await send(site, session, *names)
    back = await site.open(headers={"Last-Event-ID": seen.id})

    assert titles(await back.until("ready")) == names


async def test_two_tabs(site):
    """Every tab of a visitor gets everything."""
    session = await site.visit()
    tabs = [await site.open(), await site.open()]
    for tab in tabs:
        await tab.until("ready")
    await send(site, session, "a")

    assert [titles([await tab.next()]) for tab in tabs] == [["a"], ["a"]]


async def test_nobody_hears_what_is_said_to_another(site):
    """A page gets what is said in its own session and nothing else."""
    session = await site.visit()
    page = await site.open()
    await page.until("ready")
    await send(site, "z" * 22, "for another")
    await send(site, session, "for me")

    assert titles([await page.next()]) == ["for me"]


async def test_beat(serve):
    """In silence the stream carries a beat that both a proxy and the page can hear, and no id with it."""
    site = await serve(beat_seconds=0)
    await site.visit()
    page = await site.open()
    await page.until("ready")
    beat = await page.next()

    assert (beat.name, beat.id, beat.comment) == ("beat", "", True)


async def test_only_five_pages(site, until):
    """A sixth page of the same visitor is refused; when one leaves, another may come."""
    await site.visit()
    pages = [await site.open() for _ in range(5)]
    refused = await site.get("/chat/events")
    pages[0].response.close()
    await until(lambda: site.chat.pages == 4)
    again = await site.open()

    assert (refused.status, (await refused.json())["error"]) == (429, "many_pages")
    assert int(refused.headers["Retry-After"]) > 0
    assert again.response.status == 200


async def test_full_house(serve):
    """Beyond what the service can hold a new page is asked to come back later."""
    site = await serve(pages_for_all=1)
    await site.visit()
    await site.open()
    await site.visit("z" * 22)
    refused = await site.get("/chat/events")

    assert (refused.status, (await refused.json())["error"]) == (503, "full")


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        pytest.param({"Cookie": ""}, "no_session", id="no-cookie"),
        pytest.param({"Cookie": "kentongan=x"}, "no_session", id="malformed-cookie"),
        pytest.param({"Sec-Fetch-Site": "cross-site"}, "foreign", id="other-site"),
        pytest.param({"Origin": "https://jahat.example"}, "foreign", id="other-origin"),
    ],
)
async def test_refused(site, headers, code):
    """No stream without a session, nor for the page of another site."""
    response = await site.get("/chat/events", headers=headers)

    assert (response.status, (await response.json())["error"]) == (403, code)
    assert site.chat.pages == 0


async def test_page_that_leaves_is_forgotten(site, until):
    """A closed page costs nothing any more, although nothing was written since."""
    await site.visit()
    page = await site.open()
    await page.until("ready")
    opened = site.chat.pages
    page.response.close()
    await until(lambda: site.chat.pages == 0)

    assert opened == 1


async def test_stop_ends_every_stream(site):
    """When the channel stops, every stream ends properly and new ones are turned away."""
    await site.visit()
    pages = [await site.open(), await site.open()]
    for page in pages:
        await page.until("ready")
    await site.chat.stop()
    rests = [await page.rest() for page in pages]
    refused = await site.get("/chat/events")

    assert rests == [b"", b""]
    assert (refused.status, site.chat.pages) == (503, 0)


async def test_server_closes_with_open_pages(site):
    """A web server that is told to end does not wait for pages that are still open, and waits for no time limit."""
    await site.visit()
    page = await site.open()
    await page.until("ready")
    await site.close()

    assert site.serving.done()
    assert await page.rest() == b""


async def test_database_fails_before_the_stream(site):
    """When the history can't be read the page is asked to come back."""
    await site.visit()
    site.log.broken = True
    response = await site.get("/chat/events")

    assert (response.status, (await response.json())["error"]) == (503, "broken")
    assert site.chat.pages == 0


async def test_database_fails_during_the_stream(site, until):
    """When the log fails later the stream ends, and the page that comes back misses nothing."""
    session = await site.visit()
    page = await site.open()
    await page.until("ready")
    await site.log.append(session, site.chat.encode(Message(title="a")))
    site.log.broken = True
    # Behind a gap, so that the page has to read.
    site.chat._pages.hand(session, Handed(99, 98, "{}"))
    rest = await page.rest()
    await until(lambda: site.chat.pages == 0)
    site.log.broken = False
    back = await site.open()

    assert rest == b""
    assert titles(await back.until("ready")) == ["a"]


async def test_many_pages_at_once(serve):
    """A story for many visitors reaches every one of their pages."""
    site = await serve()
    sessions = [f"visitor-number-{number:08}" for number in range(40)]
    pages = [await site.open(headers={"Cookie": f"kentongan={session}"}) for session in sessions]
    for page in pages:
        await page.until("ready")
    encoded = site.chat.encode(Message(title="Pasar dibuka", story_id=1))
    await asyncio.gather(*(site.chat.send(session, encoded) for session in sessions))

    assert [(await page.next()).data for page in pages] == [encoded] * 40
