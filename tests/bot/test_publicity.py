"""Our hub hears of news, once, and a hub that fails is told later and not at every look."""

import pytest

from bot.publicity import HubNotice
from feeds.model import FetchFailed
from feeds.storage import changes
from tests.bot.storage.newsroom import publish

TOPICS = ("https://kabar.example/umpan.xml", "https://kabar.example/umpan.atom")


async def appear(database, title="Pasar murah"):
    """A story that is marked as changed, as the newsroom marks it."""
    await database.write(changes.touch, [await publish(database, title)])


class FakeFetcher:
    """Remembers the forms that were sent; `answer` is what every one gets."""

    def __init__(self):
        self.sent, self.answer = [], 204

    async def post_form(self, url, fields):
        self.sent.append((url, dict(fields)))
        return self.answer


@pytest.fixture
def notice(database):
    return HubNotice(database, FakeFetcher(), "https://hub.example/", TOPICS)


async def test_told_once_for_what_is_new(notice, database):
    """Nothing without stories; both feeds after a story; nothing more until the next."""
    await notice.tick()
    before = len(notice.fetcher.sent)
    await appear(database)
    await notice.tick()
    await notice.tick()
    told = list(notice.fetcher.sent)
    await appear(database, "Jalan dibuka")
    await notice.tick()

    assert before == 0
    assert told == [("https://hub.example/", {"hub.mode": "publish", "hub.url": topic}) for topic in TOPICS]
    assert len(notice.fetcher.sent) == 4


async def test_a_hub_that_fails_is_told_later(notice, database):
    """It is left alone for longer after each failure, and is told in the end."""
    await appear(database)
    notice.fetcher.answer = FetchFailed("timeout", "no answer")
    for _ in range(9):  # tried at looks 1, 4 and 9
        await notice.tick()
    tries = len(notice.fetcher.sent)
    notice.fetcher.answer = 204
    for _ in range(9):
        await notice.tick()

    assert tries == 3
    assert [fields["hub.url"] for _, fields in notice.fetcher.sent[3:]] == list(TOPICS)
