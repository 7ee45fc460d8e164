"""Feeds are frozen, hold what is new, and are thawed: real databases."""

from datetime import timedelta

import pytest

from feeds.feed_model import GoodPoll
from feeds.freezing import FROZEN, WITHIN, freezes, looks_hijacked
from feeds.model import CachingInfo
from feeds.storage import entries, feeds, freezing, health, stories
from feeds.storage.freezing import Thawed
from tests.fakes.clock import NOON
from tests.feeds.builders import draft, entry, held_stories

MAX_AGE = timedelta(hours=48)
DAY = timedelta(days=1)
ADVERT = ("gambling_words:slot gacor",)


@pytest.mark.parametrize(
    ("reasons", "expected"),
    [
        (ADVERT, True),
        (("flood", "wording:modal receh"), True),
        (("unseen_author:x",), True),
        (("flood",), False),
        (("foreign_redirect",), False),
        (("review",), False),
        ((FROZEN,), False),
        ((), False),
    ],
)
def test_what_is_a_sign_of_an_intruder(reasons, expected):
    """A rebuilt site, the operator's rules and the frost itself are none."""
    assert looks_hijacked(reasons) is expected


def test_three_freeze():
    """Two may be an accident."""
    assert [freezes(held) for held in range(5)] == [False, False, False, True, True]


class Newsroom:
    """Two feeds past their baseline, and what became due."""

    def __init__(self, database):
        self.database, self.due, self.number = database, [], 0

    def owe(self, _connection, ids, _now):
        self.due.extend(ids)

    def entry(self, held=(), title="Jembatan ditutup"):
        self.number += 1
        text = (
            f"Kabar nomor {self.number} dari kecamatan, yang panjangnya cukup agar kata-katanya berbeda {self.number}."
        )
        data = entry(guid=f"g{self.number}", link=f"https://1.example/{self.number}/", title=title)
        return draft(data, text=text, held=held, published=NOON)

    async def store(self, *drafts, feed_id=1, now=NOON):
        return await self.database.write(entries.store, feed_id, drafts, now, self.owe, review_all=False)

    async def frozen(self):
        return [feed.frozen for feed in await self.database.read(feeds.list_all)]

    async def held(self):
        return [story.reasons for story in await self.database.read(held_stories, 50)]

    async def thaw(self, feed_id=1, now=NOON):
        return await self.database.write(freezing.thaw, feed_id, now, MAX_AGE, self.owe)


@pytest.fixture
async def room(database):
    room = Newsroom(database)
    for number in (1, 2):
        url = f"https://{number}.example/"
        await database.write(feeds.add, url, f"Kab {number}", NOON - DAY)
        await database.write(feeds.record_success, number, GoodPoll(NOON - DAY, NOON, url, CachingInfo()))
    return room


async def test_two_held_entries_freeze_nothing(room):
    """News goes on."""
    await room.store(room.entry(ADVERT), room.entry(ADVERT), room.entry())

    assert await room.frozen() == [None, None]
    assert len(room.due) == 1


async def test_the_poll_that_freezes_sends_nothing(room):
    """What came with the adverts is held with them; the other feed is not touched."""
    await room.store(room.entry(), room.entry(ADVERT), room.entry(ADVERT), room.entry(ADVERT))
    await room.store(room.entry(), feed_id=2)

    assert await room.frozen() == [NOON, None]
    assert await room.held() == [(FROZEN,), ADVERT, ADVERT, ADVERT]
    assert len(room.due) == 1


async def test_adverts_one_by_one_freeze_within_a_week(room):
    """The third within seven days; what was held before does not count any more."""
    await room.store(room.entry(ADVERT), now=NOON - WITHIN - DAY)
    await room.store(room.entry(ADVERT), now=NOON - DAY)
    await room.store(room.entry(ADVERT))
    assert await room.frozen() == [None, None]

    await room.store(room.entry(ADVERT), now=NOON + DAY)
    await room.store(room.entry(), now=NOON + DAY)
    assert await room.frozen() == [NOON + DAY, None]
    assert room.due == []


async def test_what_an_admin_rejected_does_not_freeze(room):
    """Decided is decided."""
    await room.store(room.entry(ADVERT), room.entry(ADVERT))
    for story in await room.database.read(held_stories, 9):
        await room.database.write(stories.reject, story.id)
    await room.store(room.entry(ADVERT))

    assert await room.frozen() == [None, None]


async def test_the_same_advert_again_counts_once(room):
    """An entry whose page changes at every poll is one entry."""
    advert = room.entry(ADVERT)
    for _ in range(4):
        await room.store(advert)

    assert await room.frozen() == [None, None]


async def test_old_entries_turned_into_adverts_freeze(room):
    """Intruders also rewrite what is there."""
    drafts = [room.entry() for _ in range(3)]
    await room.store(*drafts)
    await room.store(*(draft(one.data, text=one.article.text, held=ADVERT) for one in drafts), now=NOON + DAY)

    assert await room.frozen() == [NOON + DAY, None]
    assert await room.held() == [ADVERT, ADVERT, ADVERT]


async def test_a_flood_does_not_freeze(room):
    """A rebuilt site is held for its flood, which is no intruder."""
    await room.store(*(room.entry(("flood",)) for _ in range(9)))

    assert await room.frozen() == [None, None]


async def test_a_baseline_freezes_but_holds_only_its_adverts(database):
    """Nothing of a baseline is sent anyway; what follows is held."""
    room = Newsroom(database)
    await database.write(feeds.add, "https://1.example/", "Kab 1", NOON)
    await room.store(room.entry(), *(room.entry(ADVERT) for _ in range(3)))

    assert await room.frozen() == [NOON]
    assert await room.held() == [ADVERT] * 3


async def test_thawing_releases_what_only_the_frost_held(room):
    """News goes out, adverts go on waiting, and they do not freeze the feed again."""
    await room.store(*(room.entry(ADVERT) for _ in range(3)), room.entry())
    assert await room.thaw(now=NOON + DAY) == Thawed("Kab 1", was_frozen=True, released=1)
    await room.store(room.entry(), now=NOON + DAY)

    assert await room.frozen() == [None, None]
    assert await room.held() == [ADVERT] * 3
    assert len(room.due) == 2


async def test_thawed_news_that_is_old_by_now_is_only_found(room):
    """Nothing old is pushed, not after a frost either."""
    await room.store(*(room.entry(ADVERT) for _ in range(3)), room.entry())
    thawed = await room.thaw(now=NOON + 5 * DAY)

    assert thawed == Thawed("Kab 1", was_frozen=True, released=1)
    assert room.due == []
    assert len(await room.database.read(stories.latest, 9)) == 1


async def test_thawing_what_is_not_frozen(room):
    """Changes nothing, and says so; an unknown feed is None."""
    assert await room.thaw() == Thawed("Kab 1", was_frozen=False)
    assert await room.thaw(9) is None


async def test_a_thawed_feed_freezes_again_for_new_adverts(room):
    """And its admins are told again."""
    await room.store(*(room.entry(ADVERT) for _ in range(3)))
    await room.database.write(health.note_told, await room.database.read(health.alerts_due, NOON), NOON)
    assert await room.database.read(health.alerts_due, NOON) == ()

    await room.thaw(now=NOON + DAY)
    await room.store(*(room.entry(ADVERT) for _ in range(3)), now=NOON + DAY)
    (alert,) = await room.database.read(health.alerts_due, NOON + DAY)

    assert (alert.feed_id, alert.alert.kind, alert.alert.since) == (1, "frozen", NOON + DAY)
