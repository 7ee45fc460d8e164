"""Seven days and twenty restarts before the eyes of servers that keep the score."""

from __future__ import annotations

import asyncio
import random
from datetime import timedelta

import pytest

from tests.fakes.scoring_site import Score, scoring_site
from tests.scorer.characters import Liar, Mover, Nodes, Plain, Publisher, Renamer, Shared, Tired
from tests.scorer.world import AGENT, LONGEST, SHORTEST, World, living

HOUR, DAY, MINUTE = timedelta(hours=1), timedelta(days=1), timedelta(minutes=1)
BOTH = frozenset({"etag", "date"})
NOTHING = frozenset()


def characters(start):
    """Sites of different character, by a name for each."""

    def news(name, every, **more):
        return Publisher(name, start, every, **more)

    hourly = {b"Cache-Control": b"public, max-age=3600"}
    return {
        "busy": Plain(news("Rawa", 40 * MINUTE)),
        "a date only": Plain(news("Bening", 5 * HOUR), frozenset({"date"})),
        "both": Plain(news("Kembang", 9 * HOUR), BOTH),
        "odd quotes": Plain(news("Sekar", 7 * HOUR), form='W/"{}-x\'y, z \\"q\\""'),
        "no quotes": Plain(news("Lestari", 7 * HOUR), form="{}--gzip"),
        "no validators": Plain(news("Makmur", 6 * HOUR), NOTHING),
        "two nodes": Nodes(news("Karang", 5 * HOUR)),
        "max-age": Plain(news("Tirta", 2 * HOUR), extra=hourly, fresh_for=HOUR),
        "ttl": Plain(news("Wana", 3 * HOUR, head="<ttl>100</ttl>"), BOTH, packed=True, fresh_for=100 * MINUTE),
        "renames": Renamer(news("Cendana", 4 * HOUR)),
        "liar": Liar(news("Dusta", DAY)),
        "slow": Plain(news("Sunyi", 10 * DAY), BOTH),
        "429": Tired(Plain(news("Ramai", HOUR)), 429, 9 * HOUR, 3 * HOUR),
        "503 with a date": Tired(Plain(news("Sibuk", 2 * HOUR)), 503, 20 * HOUR, 5 * HOUR, by_date=True),
        "500": Tired(Plain(news("Rapuh", 2 * HOUR)), 500, 15 * HOUR, 4 * HOUR, says=False),
        "moved": Mover(Plain(news("Pindah", 3 * HOUR))),
    }


async def test_a_week_with_twenty_restarts(sqlite_url, clock, parser):
    """Nothing invented, nothing stale, nothing too soon, no crumbs; and everything that was published is told once."""
    start = clock()
    sites = characters(start)
    chance = random.Random(20)
    score = Score(shortest=SHORTEST, longest=LONGEST, agent=AGENT.encode())
    async with scoring_site(score, clock) as server:
        names = {await server.host(site): name for name, site in sites.items()}
        async with living(World(sqlite_url, clock, parser, server.options)) as world:
            for host, name in names.items():
                await world.add(f"http://{host}/feed/", name)
            await world.live(start + 7 * DAY, [start + chance.random() * 7 * DAY for _ in range(20)])
            last_polled = {feed.name: feed.last_ok for feed in (await world.feeds()).values()}

    asked = {names[host] + path: count for (host, path), count in score.requests.items()}
    unconditional = {names[host] + path: count for (host, path), count in score.unconditional.items()}
    told = [
        title
        for name, site in sites.items()
        if name != "liar"  # which hides its news until the weekly look behind its back
        for title in site.newsroom.titles_between(start, last_polled[name])
    ]
    assert (score.faults, score.story) == ({}, [])
    assert world.starts == 21
    # Once each. Only who gives no validators, or forgets them, is asked for everything more often; the new address of
    # who moved never, because the validators had come from there; and the other sources of a site that fails give none.
    often = {"no validators/feed/", "renames/feed/", "moved/feed/"}
    assert {name: count for name, count in unconditional.items() if name.endswith("/feed/") and name not in often} == {
        f"{name}/feed/": 1 for name in sites if f"{name}/feed/" not in often
    }
    assert asked["moved/feed/"] == 6
    # At the longest interval with the largest spread a week has 76 polls.
    assert min(count for name, count in asked.items() if name.endswith("/feed/") and name != "moved/feed/") >= 76
    assert asked["busy/feed/"] > 600
    assert sorted(world.sent) == sorted(told)


async def test_who_says_not_modified_for_ever_is_found_out_within_a_week(sqlite_url, clock, parser):
    """Once a week a feed is asked for whole; what it had hidden is told then."""
    start = clock()
    site = Liar(Publisher("Dusta", start, DAY))
    score = Score(shortest=SHORTEST, longest=LONGEST, agent=AGENT.encode())
    async with scoring_site(score, clock) as server:
        url = f"http://{await server.host(site)}/feed/"
        async with living(World(sqlite_url, clock, parser, server.options, max_age=30 * DAY)) as world:
            await world.add(url)
            await world.live(start + 7 * DAY)
            before = list(world.sent)
            await world.live(start + 7 * DAY + 3 * HOUR)

    assert (before, score.faults) == ([], {})
    assert sorted(world.sent) == sorted(site.newsroom.titles_between(start, start + 7 * DAY))


@pytest.mark.parametrize("status", [429, 503])
async def test_a_host_that_has_enough_rests_with_all_its_feeds(sqlite_url, clock, parser, status):
    """A 429 speaks for all feeds of a host, also for those that were due at the same tick; a 503 for its own feed."""
    start = clock()
    rooms = [Publisher(name, start, HOUR) for name in ("Hulu", "Tengah", "Hilir")]
    site = Shared([Tired(Plain(room), status, 9 * HOUR, 3 * HOUR) for room in rooms])
    score = Score(shortest=SHORTEST, longest=LONGEST, agent=AGENT.encode())
    async with scoring_site(score, clock) as server:
        host = await server.host(site)
        # Without a spread the three stay together.
        async with living(World(sqlite_url, clock, parser, server.options, draw=lambda: 0.0)) as world:
            for number in range(3):
                await world.add(f"http://{host}/{number}/feed/")
            await world.live(start + 2 * DAY)

    refused = 5 * 1 if status == 429 else 5 * 3
    assert (score.faults, score.story) == ({}, [])
    assert site.refused == refused


async def test_a_stop_in_the_middle_of_a_poll_loses_and_repeats_nothing(sqlite_url, clock, parser):
    """What was not committed is polled again after the start."""
    start = clock()
    room = Publisher("Rawa", start, HOUR)
    score = Score(shortest=SHORTEST, longest=LONGEST, agent=AGENT.encode())
    async with scoring_site(score, clock) as server:
        url = f"http://{await server.host(Plain(room))}/feed/"
        async with living(World(sqlite_url, clock, parser, server.options)) as world:
            await world.add(url)
            for _hour in range(12):
                await world.wait(HOUR)
                server.asked.clear()
                await world.poller.tick()
                async with asyncio.timeout(20):
                    await server.asked.wait()
                await world.restart()
                await world.tick()

    assert sorted(world.sent) == sorted(room.titles_between(start + HOUR, start + 12 * HOUR))
