"""The newsroom over HTTP, from the whole service: who gets in, who may do what, and what is refused."""

import aiohttp
import pytest
import sqlalchemy as sa

from bot.storage import newsroom, team
from bot.storage.newsroom import SESSION_FOR, Person
from tests.bot.web.public.test_public import ITEMS, rss, serve_site, serving

PAGES = {
    "/newsroom": "reviewer",
    "/newsroom/ditahan": "reviewer",
    "/newsroom/feed": "editor",
    "/newsroom/berita": "editor",
    "/newsroom/berita/1": "editor",
    "/newsroom/pengumuman": "editor",
    "/newsroom/pembaca": "editor",
    "/newsroom/catatan": "owner",
}
ACTS = {"approve": "reviewer", "reject": "reviewer", "pause": "editor", "resume": "editor", "thaw": "editor"} | {
    "correct": "editor",
    "recall": "editor",
    "resend": "editor",
}
RANKS = ("reviewer", "editor", "owner")
ANA = Person("telegram", "71")


class Browser:
    """An admin's browser: cookies, and the token of its forms."""

    def __init__(self, site, client):
        self.site, self.client, self.url = site, client, site.service.web_address

    async def get(self, path):
        async with self.client.get(self.url + path) as answer:
            return answer.status, await answer.text()

    async def post(self, path, origin=None, **fields):
        headers = {"origin": self.url if origin is None else origin}
        async with self.client.post(self.url + path, data=fields, headers=headers) as answer:
            return answer.status, await answer.text()

    async def enter(self, role, token="t" * 30):
        database, now = self.site.news.database, self.site.service._clock()
        await database.write(team.invite, "i" * 30, role, "service", now)
        await database.write(team.accept, "i" * 30, ANA.channel, ANA.address, now)
        await database.write(newsroom.make_link, token, ANA, now)
        return await self.post(f"/newsroom/masuk/{token}")

    async def token(self):
        _, text = await self.get("/newsroom")
        return text.partition('name="tanda" value="')[2].partition('"')[0]

    async def acts(self):
        query = sa.text("SELECT act FROM audit ORDER BY id")
        return await self.site.news.database.read(lambda connection: list(connection.scalars(query)))


@pytest.fixture
async def browser(sqlite_url, tmp_path, clock):
    async with serve_site() as source:
        feeds = {"Rawa": source.put("/feed/", rss(*ITEMS, title="Rawa"))}
        jar = aiohttp.CookieJar(unsafe=True)
        async with (
            serving(sqlite_url, tmp_path / "search", clock, feeds) as site,
            aiohttp.ClientSession(cookie_jar=jar) as client,
        ):
            yield Browser(site, client)


@pytest.mark.parametrize("role", RANKS)
async def test_who_may_see_and_do_what(browser, role):
    """Every page and every act, by every role."""
    assert (await browser.enter(role))[0] == 200
    token = await browser.token()

    seen = {page: (await browser.get(page))[0] for page in PAGES}
    done = {act: (await browser.post("/newsroom/tindakan", tanda=token, tindakan=act, nomor="1"))[0] for act in ACTS}

    def allowed(least):
        return 200 if RANKS.index(role) >= RANKS.index(least) else 403

    assert seen == {page: allowed(least) for page, least in PAGES.items()}
    assert done == {act: allowed(least) for act, least in ACTS.items()}


async def test_nobody_gets_in_without_a_link(browser):
    """Pages and acts are closed, and a link that nobody made opens nothing."""
    assert {page: (await browser.get(page))[0] for page in PAGES} == dict.fromkeys(PAGES, 401)
    assert (await browser.post("/newsroom/tindakan", tindakan="recall", nomor="1"))[0] == 401
    assert (await browser.post("/newsroom/masuk/made-up"))[0] == 403


async def test_a_link_works_once_and_a_look_does_not_use_it_up(browser):
    """A preview gets the button; the second press gets nothing."""
    assert (await browser.get("/newsroom/masuk/" + "t" * 30))[0] == 200
    assert (await browser.enter("editor"))[0] == 200
    assert (await browser.post("/newsroom/masuk/" + "t" * 30))[0] == 403


@pytest.mark.parametrize(
    ("origin", "token"),
    [(None, ""), (None, "0" * 64), ("https://elsewhere.example", None), ("null", None), ("", None)],
)
async def test_a_forged_form_does_nothing(browser, origin, token):
    """Without the form's token, with another one, from another page."""
    await browser.enter("owner")
    sent = await browser.token() if token is None else token

    got, _ = await browser.post("/newsroom/tindakan", origin=origin, tanda=sent, tindakan="pause", nomor="1")

    assert got == 403
    assert "feed_paused" not in await browser.acts()


async def test_an_act_is_the_commands_and_in_the_log(browser):
    """A held story is approved once; who comes second is told who decided."""
    await browser.enter("reviewer")
    await browser.site.set_state(3, "held")
    fields = {"tanda": await browser.token(), "tindakan": "approve", "nomor": "3"}

    first, second = (
        await browser.post("/newsroom/tindakan", **fields),
        await browser.post("/newsroom/tindakan", **fields),
    )

    assert (first[0], second[0]) == (200, 200)
    assert "telegram:71" in second[1]
    assert (await browser.acts()).count("approved") == 1


async def test_a_session_ends_with_its_time_its_role_or_a_word(browser, clock):
    """After twelve hours, when the admin is removed, and at sign-out."""
    await browser.enter("owner")
    await browser.site.news.database.write(team.remove, 1)
    assert (await browser.get("/newsroom"))[0] == 401
    await browser.enter("owner", "u" * 30)
    assert (await browser.post("/newsroom/keluar", tanda=await browser.token()))[0] == 200
    assert (await browser.get("/newsroom"))[0] == 401
    await browser.enter("owner", "v" * 30)
    clock.forward(seconds=SESSION_FOR.total_seconds())
    assert (await browser.get("/newsroom"))[0] == 401
