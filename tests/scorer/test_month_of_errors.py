"""Thirty days of errors: no feed is given up, none is asked too often, and the first good answer brings its news."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pytest

from tests.fakes.scoring_site import Answer, Score, scoring_site
from tests.scorer.characters import Plain, Publisher
from tests.scorer.world import AGENT, LONGEST, World, living

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
MONTH = 30 * DAY

ERRORS = {
    "not found": Answer(404),
    "forbidden": Answer(403),
    "broken": Answer(500),
    "database error": Answer(200, body=b"<html><h1>Error establishing a database connection</h1></html>"),
    "nothing": Answer(200),
    "in maintenance": Answer(503),
    "enough": Answer(429),
    "a redirect to itself": Answer(302, {b"Location": b"/feed/"}),
    "a redirect to nowhere": Answer(301, {b"Location": b"http://"}),
    "an error in XML": Answer(200, body=b'<?xml version="1.0"?><error>memory exhausted</error>'),
    "a false coding": Answer(200, {b"Content-Encoding": b"gzip"}, b"bukan gzip"),
}


@dataclass
class Broken:
    """Works for a day, fails for thirty, works again."""

    works: Plain
    error: Answer

    def __call__(self, request, now):
        """The error, whatever is asked for, in the bad month."""
        if DAY <= now - self.works.newsroom.start < DAY + MONTH:
            return self.error
        # Only the feed is there: nothing else to fall back to.
        return self.works(request, now) if request.target == "/feed/" else Answer(404)


@pytest.mark.parametrize("name", ERRORS)
async def test_no_feed_is_given_up(sqlite_url, clock, parser, name):
    start = clock()
    site = Broken(Plain(Publisher("Rawa", start, 6 * HOUR)), ERRORS[name])
    score = Score(shortest=timedelta(minutes=2), longest=LONGEST, agent=AGENT.encode())
    async with scoring_site(score, clock) as server:
        url = f"http://{await server.host(site)}/feed/"
        async with living(World(sqlite_url, clock, parser, server.options, max_age=40 * DAY)) as world:
            await world.add(url)
            await world.live(start + DAY + MONTH, [start + 10 * DAY, start + 20 * DAY])
            (sick,) = (await world.feeds()).values()
            asked_in_trouble = sum(score.requests.values())
            await world.live(start + MONTH + 3 * DAY)
            (well,) = (await world.feeds()).values()

    told = site.works.newsroom.titles_between(start, well.last_ok)
    assert (sick.state, sick.failures > 20, well.state, well.failures) == ("active", True, "active", 0)
    # 5 minutes, 10, 20 ... a day: some 40 polls a month, each of at most four addresses, or of six redirects.
    assert asked_in_trouble < 24 * 4 + 45 * 6
    # The last ten are on the page; what the older pages had is gone with a site that has none.
    assert set(told[-10:]) <= set(world.sent)
    assert len(world.sent) == len(set(world.sent))
