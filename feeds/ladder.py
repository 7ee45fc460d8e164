"""From where a feed is read when its own address fails: RSS, then WordPress's REST interface, then the news sitemap.

Pure: what failed and when goes in, what to try and in which order comes out. A rung that brings the same entries is
no new feed: guid and canonical link recognise them (see `feeds.identity`), so nothing is sent twice on the way down
or up.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from feeds.feed_model import FeedForUpdate, Rung

#: From the best to the last resort: full text, full text, titles only.
RUNGS: tuple[Rung, ...] = ("own", "rest", "rest_route", "sitemap")
#: How often a feed that is read from a lower rung tries the better ones, and how often a host that does not answer at
#: all is asked for something else.
RETEST_AFTER = timedelta(days=1)
#: Polls that must have failed in a row before this one looks elsewhere: a short trouble heals by itself.
FAILURES_BEFORE = 1

#: What we need of a post, so that a site need not render the rest.
POST_FIELDS = "id,date_gmt,modified_gmt,link,guid,title,content,excerpt"
#: Posts asked for at a time; the interface gives up to 100, which is a heavy answer from a weak server.
POSTS_A_PAGE = 20

#: Trouble that a whole host has, whatever it is asked for.
_HOST_FAULTS = frozenset({"dns", "refused", "tls", "timeout", "forbidden_address", "bad_url"})
#: Paths at which systems put the feed of a whole site; a feed of a part of it has no other rung.
_WHOLE_PATHS = frozenset(
    {"/feed", "/feed/rss", "/feed/rss2", "/feed/atom", "/feed/rdf", "/index.php/feed", "/rss", "/rss.xml", "/rss2.xml"}
    | {"/atom.xml", "/feed.xml", "/feed.json", "/index.xml", "/wp-rss2.php", "/index.php/rss"}
)
_WHOLE_QUERIES = frozenset({"rss2", "rss", "atom", "rdf", "feed"})


def posts_address(root: str) -> str:
    """The address of a site's posts, from the root of its REST interface (`/wp-json/` or `/?rest_route=/`)."""
    parts = urlsplit(root)
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    path = parts.path
    if "rest_route" in query:
        query["rest_route"] = f"{query['rest_route'].rstrip('/')}/wp/v2/posts"
    else:
        path = f"{path.rstrip('/')}/wp/v2/posts"
    query |= {"per_page": str(POSTS_A_PAGE), "_fields": POST_FIELDS}
    return urlunsplit((parts.scheme, parts.netloc, path, urlencode(query, safe="/,"), ""))


def rungs(url: str) -> Mapping[Rung, str]:
    """The addresses that a feed can be read from, the best first.

    Only the feed of a whole site at the root of its host has more than one: the posts and the news sitemap are the
    whole site's, and must not flood those who follow a part of it (one category, one author, one directory).
    """
    own: dict[Rung, str] = {"own": url}
    if not _is_whole_site(url):
        return MappingProxyType(own)
    root = urljoin(url, "/")
    if not _is_rest(url):
        own["rest"] = posts_address(urljoin(root, "wp-json/"))
        own["rest_route"] = posts_address(f"{root}?rest_route=/")
    own["sitemap"] = urljoin(root, "news-sitemap.xml")
    return MappingProxyType(own)


def order(feed: FeedForUpdate, now: datetime) -> tuple[Rung, ...]:
    """The rungs to try in this poll, until one works. A healthy feed has one, but for its daily look at better ones."""
    known = tuple(rungs(feed.url))
    current: Rung = feed.rung if feed.rung in known else "own"
    better = known[: known.index(current)] if _is_test_due(feed, now) else ()
    if feed.failures < FAILURES_BEFORE:
        return (*better, current)
    return tuple(dict.fromkeys((*better, current, *known)))


def goes_on(fault: str, upcoming: Rung, feed: FeedForUpdate, now: datetime) -> bool:
    """Whether `upcoming` is worth a request after a better rung failed with `fault`.

    A host that asks for peace gets it. One that does not answer at all is asked for something else once a day: it may
    be only the feed that hangs, or that redirects into nowhere.
    """
    if fault == "too_many":
        return False
    return fault not in _HOST_FAULTS or upcoming == feed.rung or _is_test_due(feed, now)


def _is_test_due(feed: FeedForUpdate, now: datetime) -> bool:
    return feed.rung_tested_at is None or now - feed.rung_tested_at >= RETEST_AFTER


def _is_whole_site(url: str) -> bool:
    try:
        parts = urlsplit(url)
        query = dict(parse_qsl(parts.query))
    except ValueError:
        return False
    path = parts.path.rstrip("/")
    if _is_rest(url):
        return path in {"/wp-json/wp/v2/posts", "", "/index.php"} and not query.keys() & {
            "categories",
            "author",
            "tags",
        }
    if path in {"", "/index.php"}:
        return set(query) == {"feed"} and query["feed"] in _WHOLE_QUERIES
    return path in _WHOLE_PATHS and not query


def _is_rest(url: str) -> bool:
    return "/wp/v2/posts" in url
