"""Which rung a feed is read from: tables of situations."""

from datetime import timedelta

import pytest

from feeds import ladder
from feeds.feed_model import FeedForUpdate
from feeds.model import CachingInfo
from tests.fakes.clock import NOON

HOUR = timedelta(hours=1)
REST = f"wp-json/wp/v2/posts?per_page=20&_fields={ladder.POST_FIELDS}"
ROUTE = f"?rest_route=/wp/v2/posts&per_page=20&_fields={ladder.POST_FIELDS}"


def feed(rung="own", failures=0, tested=None, url="https://kab.example/feed/"):
    return FeedForUpdate(
        id=1,
        url=url,
        name="Kab",
        caching=CachingInfo(),
        body_hash=None,
        first_poll=False,
        failures=failures,
        rung=rung,
        rung_tested_at=None if tested is None else NOON - tested,
    )


@pytest.mark.parametrize(
    "url",
    [
        pytest.param("https://kab.example/feed/", id="pretty"),
        pytest.param("https://kab.example/feed", id="no slash"),
        pytest.param("https://kab.example/feed/atom/", id="atom"),
        pytest.param("https://kab.example/?feed=rss2", id="plain"),
        pytest.param("https://kab.example/index.php/feed/", id="no rewriting"),
        pytest.param("https://kab.example/rss.xml", id="any system"),
    ],
)
def test_the_feed_of_a_whole_site_has_four_rungs(url):
    """Its own address first, then what its site would offer at its root."""
    assert dict(ladder.rungs(url)) == {
        "own": url,
        "rest": f"https://kab.example/{REST}",
        "rest_route": f"https://kab.example/{ROUTE}",
        "sitemap": "https://kab.example/news-sitemap.xml",
    }


@pytest.mark.parametrize(
    "url",
    [
        pytest.param("https://kab.example/category/berita/feed/", id="category"),
        pytest.param("https://kab.example/feed/?cat=3", id="category by number"),
        pytest.param("https://kab.example/?feed=rss2&author=2", id="author"),
        pytest.param("https://kab.example/?feed=comments-rss2", id="comments"),
        pytest.param("https://kab.example/portal/feed/", id="directory"),
        pytest.param("https://kab.example/wp-json/wp/v2/posts?categories=3", id="posts of a category"),
        pytest.param("https://kab.example/news-sitemap.xml", id="sitemap"),
        pytest.param("https://kab.example/berita.xml", id="unknown name"),
        pytest.param("https://[kab/feed/", id="broken"),
    ],
)
def test_a_feed_that_is_not_a_whole_sites_has_its_own_address_only(url):
    """Falling would bring what its followers never asked for."""
    assert dict(ladder.rungs(url)) == {"own": url}


@pytest.mark.parametrize("url", [f"https://kab.example/{REST}", f"https://kab.example/{ROUTE}"])
def test_a_list_of_posts_falls_to_the_sitemap(url):
    """It is the interface already."""
    assert dict(ladder.rungs(url)) == {"own": url, "sitemap": "https://kab.example/news-sitemap.xml"}


@pytest.mark.parametrize(
    ("root", "expected"),
    [
        pytest.param("https://kab.example/wp-json/", f"https://kab.example/{REST}", id="pretty"),
        pytest.param("https://kab.example/portal/wp-json", f"https://kab.example/portal/{REST}", id="directory"),
        pytest.param("https://kab.example/?rest_route=/", f"https://kab.example/{ROUTE}", id="plain"),
        pytest.param("https://kab.example/index.php?rest_route=/", f"https://kab.example/index.php{ROUTE}", id="index"),
    ],
)
def test_where_posts_are(root, expected):
    """From the root of the interface, as the page declares it."""
    assert ladder.posts_address(root) == expected


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        pytest.param(feed(), "own", id="healthy"),
        pytest.param(feed(failures=1), "own rest rest_route sitemap", id="second failure"),
        pytest.param(feed(failures=9, tested=HOUR), "own rest rest_route sitemap", id="long in trouble"),
        pytest.param(feed("rest", tested=23 * HOUR), "rest", id="fallen, tested today"),
        pytest.param(feed("rest", tested=24 * HOUR), "own rest", id="fallen, test due"),
        pytest.param(feed("sitemap", tested=24 * HOUR), "own rest rest_route sitemap", id="fallen far, test due"),
        pytest.param(feed("rest", 1, HOUR), "rest own rest_route sitemap", id="fallen and failing"),
        pytest.param(feed("rest", 1, 25 * HOUR), "own rest rest_route sitemap", id="fallen, failing, test due"),
        pytest.param(feed("rest", tested=HOUR, url="https://kab.example/x.xml"), "own", id="rung that is no more"),
        pytest.param(feed(failures=5, url="https://kab.example/x.xml"), "own", id="nothing else to try"),
    ],
)
def test_the_order_in_which_rungs_are_tried(state, expected):
    """One request for a healthy feed; better rungs once a day; all of them in trouble."""
    assert ladder.order(state, NOON) == tuple(expected.split())


@pytest.mark.parametrize(
    ("fault", "state", "expected"),
    [
        pytest.param("not_found", feed(failures=1, tested=HOUR), True, id="404"),
        pytest.param("html", feed(failures=1, tested=HOUR), True, id="HTML instead of a feed"),
        pytest.param("denied", feed(failures=1, tested=HOUR), True, id="403"),
        pytest.param("server", feed(failures=1, tested=HOUR), True, id="500"),
        pytest.param("too_slow", feed(failures=1, tested=HOUR), True, id="stalls the parser"),
        pytest.param("too_many", feed(failures=1), False, id="429"),
        pytest.param("dns", feed(failures=1), True, id="no such host, not tested yet"),
        pytest.param("dns", feed(failures=1, tested=HOUR), False, id="no such host, tested today"),
        pytest.param("timeout", feed(failures=1, tested=25 * HOUR), True, id="hangs, tested yesterday"),
        pytest.param("timeout", feed(failures=1, tested=HOUR), False, id="hangs, tested today"),
        pytest.param("timeout", feed("rest", tested=25 * HOUR), True, id="own hangs, back to the present rung"),
    ],
)
def test_whether_the_next_rung_is_worth_a_request(fault, state, expected):
    """A host that asks for peace gets it; one that is dead is asked once a day for something else."""
    assert ladder.goes_on(fault, "rest", state, NOON) is expected
