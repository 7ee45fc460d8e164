"""What chats chose decides which stories they are owed, and when."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from bot.choices import Choice, Preferences, choice_of_words
from bot.storage import backlog, deliveries, errands, matching, subscriptions
from bot.storage.schema import chats as chat_table
from bot.storage.schema import deliveries as delivery_table
from bot.storage.schema import errands as errand_table
from feeds.storage import feeds
from feeds.storage.schema import entries, stories, story_places
from tests.bot.storage.newsroom import delivery_states, publish, rows, subscribe
from tests.fakes.clock import NOON

HOUR = timedelta(hours=1)
LONG = timedelta(hours=1000)


def local(hour, minute=0, day=6):
    """A moment by the clock of Jakarta; the 6th is a Tuesday."""
    return datetime(2026, 10, day, hour, minute, tzinfo=UTC) - 7 * HOUR


async def choose(database, chat, *choices):
    assert await database.write(subscriptions.add, chat.id, choices, NOON)


async def prefer(database, chat, **wanted):
    await database.write(subscriptions.prefer, chat.id, Preferences(**wanted), NOON)


async def told(database, title="Pasar murah", *, topics="", places=(), summary="Isi.", urgent=False, at=NOON):
    """A story with labels, owed."""
    story_id = await publish(database, title, at=at, urgent=urgent)

    def label(connection):
        values = {"topics": topics, "summary": summary}
        connection.execute(sa.update(stories).where(stories.c.id == story_id).values(values))
        for position, code in enumerate(places):
            row = {"story_id": story_id, "code": code, "position": position, "name": code}
            connection.execute(sa.insert(story_places).values(row))

    await database.write(label)
    await database.write(backlog.owe, [story_id], at, 12)
    return story_id


async def owed(database, chat):
    """The stories that a chat is owed."""
    return [
        story for story, chat_id in await rows(database, delivery_table, "story_id", "chat_id") if chat_id == chat.id
    ]


# --- which ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("choice", "fits"),
    [
        pytest.param(Choice("topic", "kesehatan"), True, id="its topic"),
        pytest.param(Choice("topic", "bencana"), True, id="its second topic"),
        pytest.param(Choice("topic", "olahraga"), False, id="another topic"),
        pytest.param(Choice("feed", "1"), True, id="its feed"),
        pytest.param(Choice("feed", "2"), False, id="another feed"),
        pytest.param(Choice("regency", "33.07"), True, id="the regency of a place in it"),
        pytest.param(Choice("regency", "33.08"), False, id="another regency"),
        pytest.param(Choice("district", "33.07.01"), True, id="the kecamatan of a village in it"),
        pytest.param(Choice("district", "33.07.02"), False, id="another kecamatan"),
        pytest.param(choice_of_words("word", "banjir"), True, id="a word"),
        pytest.param(choice_of_words("word", "Kebanjiran"), True, id="another form of the word"),
        pytest.param(choice_of_words("word", "jalan putus"), True, id="two words, apart and in another order"),
        pytest.param(choice_of_words("word", "jalan tol"), False, id="two words, one of which is missing"),
        pytest.param(choice_of_words("without_word", "banjir"), False, id="not with this word"),
        pytest.param(choice_of_words("without_word", "karnaval"), True, id="not with another word"),
        pytest.param(Choice("without_topic", "bencana"), False, id="not on this topic"),
        pytest.param(Choice("without_topic", "olahraga"), True, id="not on another topic"),
    ],
)
async def test_a_choice(database, choice, fits):
    """One choice alone, on a story of two topics, a village and a few words."""
    chat = await subscribe(database, "1")
    await choose(database, chat, choice)

    await told(
        database,
        "Banjir memutus jalan",
        summary="Warga mengungsi.\nJalan desa terputus.",
        topics="kesehatan bencana",
        places=("33.07.01.2001",),
    )

    assert bool(await owed(database, chat)) is fits


@pytest.mark.parametrize(
    ("choices", "fits"),
    [
        ((Choice("topic", "olahraga"), Choice("district", "33.07.01")), True),
        ((Choice("topic", "olahraga"), Choice("topic", "budaya")), False),
        ((Choice("topic", "kesehatan"), Choice("without_topic", "bencana")), False),
        ((Choice("topic", "kesehatan"), Choice("without_topic", "olahraga")), True),
    ],
)
async def test_several_choices(database, choices, fits):
    """One that fits is enough; one that excludes is stronger."""
    chat = await subscribe(database, "1")
    await choose(database, chat, *choices)

    await told(database, topics="kesehatan bencana", places=("33.07.01",))

    assert bool(await owed(database, chat)) is fits


async def test_others_get_everything_as_before(database):
    """What one chat chose says nothing for another."""
    plain, chooser = await subscribe(database, "1"), await subscribe(database, "2")
    await choose(database, chooser, Choice("topic", "olahraga"))

    story = await told(database, topics="kesehatan")

    assert (await owed(database, plain), await owed(database, chooser)) == ([story], [])


async def test_choices_taken_back(database):
    """Without choices everything comes again, and owing takes its short way again."""
    chat = await subscribe(database, "1")
    await choose(database, chat, Choice("topic", "olahraga"))
    await database.write(subscriptions.remove, chat.id, "topic", "olahraga", NOON)

    story = await told(database)

    assert await owed(database, chat) == [story]
    assert await database.read(matching.choosing_zones) == ()


async def test_a_story_that_another_feed_tells_too(database):
    """It counts for both feeds, also when the second comes after it was sent to others; once."""
    other, chooser = await subscribe(database, "1"), await subscribe(database, "2")
    await database.write(feeds.add, "https://a.example/", "Kab A", NOON)
    await database.write(feeds.add, "https://b.example/", "Kab B", NOON)
    await choose(database, chooser, Choice("feed", "2"))
    story = await told(database)
    assert (await owed(database, other), await owed(database, chooser)) == ([story], [])

    def join(connection):
        row = {"feed_id": 2, "story_id": story, "title": "T", "text": "", "published_at": NOON, "first_seen_at": NOON}
        connection.execute(sa.insert(entries).values(row | {"raw_hash": b"0" * 16}))

    await database.write(join)
    late = NOON + timedelta(minutes=5)
    assert [await database.write(backlog.owe_joined, late, NOON - LONG) for _ in range(2)] == [1, 0]
    assert (await owed(database, other), await owed(database, chooser)) == ([story], [story])


async def test_a_new_choice_brings_no_backlog(database):
    """What was news before the choice was made is not owed by healing either."""
    chat = await subscribe(database, "1", now=NOON - HOUR)
    await choose(database, chat, Choice("topic", "olahraga"))
    await told(database, topics="kesehatan", at=NOON - HOUR / 2)
    await database.write(subscriptions.add, chat.id, [Choice("topic", "kesehatan")], NOON)

    assert await database.write(backlog.owe_missing, NOON, NOON - LONG, 12) == 0


async def test_too_many_choices(database):
    """There is an end to choosing."""
    chat = await subscribe(database, "1")
    await choose(database, chat, *(Choice("topic", f"t{n}") for n in range(50)))

    assert not await database.write(subscriptions.add, chat.id, [Choice("topic", "noch")], NOON)


# --- when -------------------------------------------------------------------------------------------------------

NIGHT = (21 * 60, 5 * 60)


@pytest.mark.parametrize(
    ("quiet", "zone", "at", "until"),
    [
        pytest.param(NIGHT, "Asia/Jakarta", local(22, 30), local(5, day=7), id="before midnight"),
        pytest.param(NIGHT, "Asia/Jakarta", local(4, 59), local(5), id="after midnight"),
        pytest.param(NIGHT, "Asia/Jakarta", local(5), local(5), id="at its end"),
        pytest.param(NIGHT, "Asia/Jakarta", local(20, 59), local(20, 59), id="before it"),
        pytest.param(NIGHT, "Asia/Jakarta", local(21), local(5, day=7), id="at its beginning"),
        pytest.param(NIGHT, "Asia/Jayapura", local(19, 30), local(3, day=7), id="two hours east"),
        pytest.param((12 * 60, 13 * 60), "Asia/Jakarta", local(12, 10), local(13), id="at noon"),
        pytest.param(None, "Asia/Jakarta", local(23), local(23), id="never quiet"),
    ],
)
async def test_quiet_hours(database, quiet, zone, at, until):
    """What comes in a chat's quiet hours waits for their end, by its own clock; in SQL as in Python."""
    chat = await subscribe(database, "1", zone=zone, now=NOON - LONG)
    await prefer(database, chat, quiet=quiet)

    await told(database, at=at)

    assert await rows(database, delivery_table, "state", "next_at") == [("queued", until)]
    assert matching.rest_until(quiet, zone, at) == until


@pytest.mark.parametrize(("allowed", "until"), [(True, local(23)), (False, local(5, day=7))])
async def test_urgent_at_night(database, allowed, until):
    """An urgent story passes where the person allowed it, and nowhere else."""
    chat = await subscribe(database, "1", now=NOON - LONG)
    await prefer(database, chat, quiet=NIGHT, urgent_allowed=allowed)

    await told(database, urgent=True, at=local(23))

    assert await rows(database, delivery_table, "next_at") == [(until,)]


@pytest.mark.parametrize(("allowed", "then"), [(True, ["queued", "digest"]), (False, ["digest", "digest"])])
async def test_urgent_beside_a_digest(database, allowed, then):
    """An urgent story passes a digest where the person allowed it."""
    chat = await subscribe(database, "1")
    await prefer(database, chat, mode="daily", urgent_allowed=allowed)

    await told(database, urgent=True)
    await told(database)

    assert await delivery_states(database) == then


async def test_what_was_still_queued_when_it_became_quiet(database):
    """It waits as well: a broadcast is long. Urgent ones go on."""
    sleeper, other = await subscribe(database, "1", now=NOON - LONG), await subscribe(database, "2", now=NOON - LONG)
    await prefer(database, sleeper, quiet=NIGHT)
    await told(database, at=local(20, 50))
    await told(database, at=local(20, 50), urgent=True)

    counts = [await database.write(matching.put_off, local(20, 59), timedelta(minutes=1)) for _ in range(2)]

    assert counts == [1, 0]
    assert sorted(await rows(database, delivery_table, "story_id", "chat_id", "next_at")) == [
        (1, sleeper.id, local(5, day=7)),
        (1, other.id, local(20, 50)),
        (2, sleeper.id, local(20, 50)),
        (2, other.id, local(20, 50)),
    ]


async def test_quiet_hours_that_are_given_up(database):
    """What waited for their end may go at once."""
    chat = await subscribe(database, "1", now=NOON - LONG)
    await prefer(database, chat, quiet=NIGHT)
    await told(database, at=local(23))

    await database.write(subscriptions.prefer, chat.id, Preferences(), local(23, 30))

    assert await rows(database, delivery_table, "next_at") == [(local(23, 30),)]


@pytest.mark.parametrize(
    ("wanted", "before", "due"),
    [
        pytest.param({"mode": "daily"}, local(16, 59), local(17), id="the service's hour"),
        pytest.param({"mode": "daily", "digest_hours": (6, 18)}, local(17, 59), local(18), id="the next of two hours"),
        pytest.param({"mode": "daily", "digest_hours": (9,)}, local(8, 59, 7), local(9, 0, 7), id="tomorrow"),
        pytest.param({"mode": "weekly", "digest_hours": (9,)}, local(8, 59, 10), local(9, 0, 10), id="saturday"),
        pytest.param(
            {"mode": "weekly", "digest_day": 1, "digest_hours": (6,)}, local(5, 59, 13), local(6, 0, 13), id="a"
        ),
    ],
)
async def test_digest(database, wanted, before, due):
    """At the hours that the chat chose, by its own clock, and once; in the week on its day."""
    chat = await subscribe(database, "1")
    await prefer(database, chat, **wanted)
    story = await told(database)

    assert await database.write(backlog.plan_digests, before, 17) == 0
    assert [await database.write(backlog.plan_digests, due, 17) for _ in range(2)] == [1, 0]
    (errand,) = await database.write(errands.claim, "telegram", due, 5, digests=True)
    assert errand.digest == (story,)


async def test_digest_in_quiet_hours(database):
    """It waits for their end."""
    chat = await subscribe(database, "1")
    await prefer(database, chat, mode="daily", digest_hours=(20,), quiet=(19 * 60, 5 * 60))
    await told(database)

    await database.write(backlog.plan_digests, local(20), 17)

    assert await rows(database, errand_table, "next_at") == [(local(5, day=7),)]


async def test_news_of_the_week_does_not_grow_old(database):
    """What waits for a weekly digest waits for a week; for a daily one it expires as ever."""
    daily, weekly = await subscribe(database, "1"), await subscribe(database, "2")
    await prefer(database, daily, mode="daily")
    await prefer(database, weekly, mode="weekly")
    await told(database)

    later = NOON + timedelta(days=6)
    await database.write(deliveries.expire, later, later - timedelta(hours=48))
    assert await delivery_states(database) == ["expired", "digest"]

    later = NOON + timedelta(days=9)
    await database.write(deliveries.expire, later, later - timedelta(hours=48))
    assert await delivery_states(database) == ["expired", "expired"]


async def test_a_daily_limit_of_its_own(database):
    """A chat that wants two a day gets two, the rest in the digest; urgent ones beside."""
    two, twelve = await subscribe(database, "1"), await subscribe(database, "2")
    await prefer(database, two, daily_limit=2)
    for urgent in (False, False, False, True):
        await told(database, urgent=urgent)

    found = await rows(database, delivery_table, "chat_id", "state")

    assert [state for chat_id, state in found if chat_id == two.id] == ["queued", "queued", "digest", "queued"]
    assert [state for chat_id, state in found if chat_id == twelve.id] == ["queued"] * 4


async def test_preferences_are_kept(database):
    """What was set is what is read."""
    chat = await subscribe(database, "1")
    wanted = Preferences("weekly", (6, 18), 2, (60, 120), 3, urgent_allowed=False)

    await database.write(subscriptions.prefer, chat.id, wanted, NOON)

    assert (await database.read(subscriptions.read, chat.id)).preferences == wanted
    assert await rows(database, chat_table, "plain") == [(False,)]
