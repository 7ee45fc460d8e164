"""A WordPress site on loopback: RSS with older pages, REST, a news sitemap, and a home page; each can be broken."""

from __future__ import annotations

import hashlib
import json
from contextlib import asynccontextmanager
from datetime import timedelta
from html import escape

from aiohttp import web

from tests.fakes.clock import NOON

HTML = "text/html; charset=UTF-8"
ERROR_PAGE = "<!doctype html><html><head><title>Galat</title></head><body>Terjadi kesalahan.</body></html>"


class FakeWordPress:
    """Posts, newest last, and the four ways to read them.

    `faults` maps a way ("home", "rss", "rest", "rest_route", "sitemap") to a status, or to a body sent with 200.
    """

    def __init__(self):
        self.posts: list[dict] = []
        self.faults: dict[str, int | str] = {}
        #: Ways asked for and the status given, in order; older pages as "rss 2".
        self.asked: list[tuple[str, int]] = []
        #: Whether the home page declares its feeds, and whether `?paged=` is understood.
        self.declares = True
        self.has_pages = True
        #: Whether older pages of the feed answer 500.
        self.broken_pages = False
        self.show = 10
        self.host = ""

    def url(self, path="/feed/"):
        """The address of a path; the main feed's by default."""
        return f"http://{self.host}{path}"

    def publish(self, count=1, *, date=None):
        """Publishes that many posts, two minutes apart from half an hour before noon on, unless dated."""
        for _ in range(count):
            number = len(self.posts) + 1
            when = date or NOON + timedelta(minutes=2 * number - 30)
            self.posts.append(
                {"id": number, "when": when, "title": f"Berita & kabar {number}", "slug": f"berita-{number}"}
            )

    def ways_asked(self):
        """The ways asked for, and forgets them."""
        asked, self.asked = self.asked, []
        return [way for way, _ in asked]

    def _link(self, post):
        return self.url(f"/{post['slug']}/")

    def _html(self, post):
        return f"<p>Isi berita nomor {post['id']} untuk warga Kabupaten Sukamaju, ditulis oleh humas.</p>"

    def _page(self, number, size):
        newest_first = list(reversed(self.posts))
        return newest_first[size * (number - 1) : size * number]

    def home(self):
        """The front page."""
        head = ""
        if self.declares:
            head = (
                '<meta name="generator" content="WordPress 6.8" />'
                f'<link rel="alternate" type="application/rss+xml" title="Komentar" href="{self.url("/comments/feed/")}" />'
                f'<link rel="alternate" type="application/rss+xml" title="Sukamaju" href="{self.url("/feed/")}" />'
                f'<link rel="https://api.w.org/" href="{self.url("/wp-json/")}" />'
            )
        return (
            f"<!doctype html><html><head><title>Pemkab Sukamaju</title>{head}</head><body>Selamat datang</body></html>"
        )

    def rss(self, page=1):
        """The feed, or an older page of it."""
        items = "".join(
            f"<item><title>{escape(post['title'])}</title><link>{self._link(post)}</link>"
            f"<guid isPermaLink='false'>{self.url('/')}?p={post['id']}</guid>"
            f"<pubDate>{post['when']:%a, %d %b %Y %H:%M:%S +0000}</pubDate>"
            f"<description><![CDATA[{self._html(post)}]]></description></item>"
            for post in self._page(page if self.has_pages else 1, self.show)
        )
        return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Sukamaju</title>{items}</channel></rss>'

    def rest(self, query):
        """The list of posts."""
        posts = self._page(int(query.get("page", 1)), int(query.get("per_page", 10)))
        return json.dumps(
            [
                {
                    "id": post["id"],
                    "date_gmt": f"{post['when']:%Y-%m-%dT%H:%M:%S}",
                    "guid": {"rendered": f"{self.url('/')}?p={post['id']}"},
                    "link": self._link(post),
                    "title": {"rendered": escape(post["title"])},
                    "content": {"rendered": self._html(post), "protected": False},
                }
                for post in posts
                if query.get("after", "") <= f"{post['when']:%Y-%m-%dT%H:%M:%S}"
            ]
        )

    def sitemap(self):
        """The news of two days."""
        urls = "".join(
            f"<url><loc>{self._link(post)}</loc><news:news><news:publication><news:name>Sukamaju</news:name>"
            f"<news:language>id</news:language></news:publication><news:title>{escape(post['title'])}</news:title>"
            f"<news:publication_date>{post['when'].isoformat()}</news:publication_date></news:news></url>"
            for post in self.posts
        )
        return (
            f'<?xml version="1.0"?><urlset xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">{urls}</urlset>'
        )

    def _route(self, request):
        query = request.query
        if request.path == "/wp-json/wp/v2/posts":
            return "rest", query.get("page", "1"), lambda: self.rest(query), "application/json"
        if query.get("rest_route") == "/wp/v2/posts":
            return "rest_route", query.get("page", "1"), lambda: self.rest(query), "application/json"
        if request.path in {"/feed/", "/comments/feed/"} or query.get("feed") == "rss2":
            page = query.get("paged", "1")
            return "rss", page, lambda: self.rss(int(page)), "application/rss+xml"
        if request.path == "/news-sitemap.xml":
            return "sitemap", "1", self.sitemap, "application/xml"
        return ("home", "1", self.home, HTML) if request.path == "/" else (request.path, "1", None, HTML)

    async def answer(self, request):
        """Answers 304 to a matching validator."""
        way, page, make, kind = self._route(request)
        fault = self.faults.get(way, 404 if make is None else None)
        asked = way if page == "1" else f"{way} {page}"
        if self.broken_pages and way == "rss" and page != "1":
            fault = 500
        if isinstance(fault, int):
            self.asked.append((asked, fault))
            return web.Response(status=fault)
        body = make() if fault is None else fault
        tag = f'"{hashlib.sha256(body.encode()).hexdigest()[:16]}"'
        status = 304 if request.headers.get("If-None-Match") == tag else 200
        self.asked.append((asked, status))
        if status == 304:
            return web.Response(status=304, headers={"ETag": tag})
        content_type = HTML if fault is not None else kind
        return web.Response(body=body.encode(), headers={"ETag": tag, "Content-Type": content_type})


@asynccontextmanager
async def serve_wordpress(posts=0):
    """A site on a free port of 127.0.0.1."""
    site = FakeWordPress()
    app = web.Application()
    app.router.add_route("GET", "/{path:.*}", site.answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    tcp = web.TCPSite(runner, "127.0.0.1", 0)
    await tcp.start()
    site.host = f"127.0.0.1:{tcp._server.sockets[0].getsockname()[1]}"
    site.publish(posts)
    try:
        yield site
    finally:
        await runner.cleanup()
