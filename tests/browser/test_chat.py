"""The web chat as a person meets it: in a real browser."""

import asyncio
from urllib.parse import urlsplit

import pytest
from aiohttp import web

from tests.browser.conftest import answered

pytestmark = pytest.mark.browser


async def stories_of(page):
    """The titles of the stories in the conversation, oldest first."""
    return await page.locator("article.story h2").all_text_contents()


async def say(page, words):
    """Types and sends."""
    await page.fill("#text", words)
    await page.press("#text", "Enter")


async def test_a_visit(world):
    """Subscribe, see a story arrive without reloading, search, stop; after that nothing comes any more."""
    page = await world.chat()
    await page.get_by_role("button", name="Mulai").click()
    await page.get_by_text("Selamat datang").wait_for()
    await answered(page)
    first = await world.publish()
    fresh = page.locator("article.story", has_text=first)
    await fresh.wait_for()
    label = await fresh.locator(".fresh").text_content()

    await say(page, "jembatan")
    await page.get_by_text("Hasil pencarian: jembatan").wait_for()
    found = await page.locator(".items a").first.get_attribute("href")

    await say(page, "berhenti")
    await page.get_by_text("Langganan dihentikan").wait_for()
    second = await world.publish()
    await say(page, "status")
    await page.get_by_text("Anda tidak sedang berlangganan").wait_for()

    assert label == "Kabar baru"
    assert found.startswith("http://127.0.0.1:")
    assert second not in await stories_of(page)
    assert {urlsplit(address).netloc for address in world.asked} == {urlsplit(world.address).netloc}


async def test_nothing_is_missed_without_a_network(world):
    """While the network is away two stories go out; when it is back both are there, once, and in order."""
    page = await world.chat()
    await page.get_by_role("button", name="Mulai").click()
    await page.get_by_text("Selamat datang").wait_for()
    before = await world.publish()
    await page.locator("article.story", has_text=before).wait_for()

    await page.context.set_offline(True)
    world.cut_streams()
    await page.locator("#state[data-state=off]").wait_for()
    missed = [await world.publish(), await world.publish()]
    unseen = await stories_of(page)
    await page.context.set_offline(False)
    await page.locator("article.story", has_text=missed[1]).wait_for()
    shown = await stories_of(page)

    assert set(missed).isdisjoint(unseen)
    assert shown[-3:] == [before, *missed]
    assert len(shown) == len(set(shown))


async def test_news_for_somebody_who_reads_further_up(world, picture):
    """Nobody is moved; a button says that there is news, covers nothing of the conversation, and leads down to it."""
    page = await world.chat()
    await page.get_by_role("button", name="Mulai").click()
    await page.get_by_text("Selamat datang").wait_for()
    await say(page, "berita")
    await page.locator(".items a").first.wait_for()
    await answered(page)
    await page.evaluate("document.getElementById('log').scrollTop = 0")
    title = await world.publish()
    down = page.get_by_role("button", name="Kabar baru di bawah")
    await down.wait_for()
    await picture(page, "obrolan-kabar-di-bawah-360")
    box, log = await down.bounding_box(), await page.locator("#log").bounding_box()
    moved = await page.evaluate("document.getElementById('log').scrollTop")
    await down.click()

    assert moved == 0
    assert log["y"] + log["height"] <= box["y"]
    assert box["y"] + box["height"] <= (await page.locator(".bench").bounding_box())["y"]
    assert await page.locator("article.story", has_text=title).is_visible()


async def test_a_reload_shows_the_conversation_again(world):
    """What was said and told is there, and so is what came meanwhile."""
    page = await world.chat()
    await say(page, "mulai")
    await page.get_by_text("Selamat datang").wait_for()
    await page.goto("about:blank")
    title = await world.publish()
    await page.goto(world.address)
    await page.locator("article.story", has_text=title).wait_for()

    assert await page.locator(".said").first.text_content() == "Anda: mulai"


async def test_by_keyboard_alone(world):
    """The first Tab leads to the field; a button is pressed with Enter; the focus can always be seen."""
    page = await world.chat()
    await page.keyboard.press("Tab")
    skip = await page.evaluate("document.activeElement.className")
    await page.keyboard.press("Enter")
    await page.keyboard.type("bantuan")
    await page.keyboard.press("Enter")
    button = page.get_by_role("button", name="Berita terbaru")
    await button.wait_for()
    await button.focus()
    await page.keyboard.press("Shift+Tab")
    await page.keyboard.press("Tab")
    outline = await page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    await page.keyboard.press("Enter")
    await page.locator(".items a").first.wait_for()

    assert skip == "skip"
    assert outline == "solid"


async def test_targets_are_large_and_nothing_is_wider_than_a_small_phone(world):
    """At 360 pixels nothing scrolls sideways, and whatever can be pressed is 44 pixels high."""
    page = await world.chat()
    await page.get_by_role("button", name="Mulai").click()
    await page.locator("article.story").first.wait_for()
    await say(page, "berita")
    await page.locator(".items a").first.wait_for()
    low = await page.evaluate(
        """() => [...document.querySelectorAll("button, a, input")]
            .map((node) => [node.textContent || node.id, node.getBoundingClientRect()])
            .filter(([, box]) => box.width > 1 && box.height > 0 && box.height < 44 && box.top >= 0)
            .map(([name]) => name)"""
    )

    assert low == []
    assert await page.evaluate("document.documentElement.scrollWidth") == 360


async def test_weight_and_first_paint(world):
    """All that a first visit loads is under 60 kB, and the page is painted while its script is still on the way."""
    page = await world.visitor(hands_off=True)  # a clock of ours would know nothing of paints
    sizes, held = {}, asyncio.Event()

    async def wait_with_the_script(route):
        await held.wait()
        await route.continue_()

    async def weigh(response):
        if "events" not in response.url:
            sizes[response.url] = len(await response.body())

    await page.route("**/chat.js*", wait_with_the_script)
    page.on("response", lambda response: asyncio.ensure_future(weigh(response)))
    await page.goto(world.address, wait_until="commit")
    await page.get_by_text("Tok, tok, tok").wait_for()
    painted = "performance.getEntriesByName('first-contentful-paint').length"
    async with asyncio.timeout(20):
        while not await page.evaluate(painted):
            await asyncio.sleep(0)
    painted_without = not any("chat.js" in address for address in sizes)
    held.set()
    await page.locator("#state[data-state=on]").wait_for()

    assert painted_without
    assert any("chat.js" in address for address in sizes)
    assert sum(sizes.values()) < 60_000


async def test_without_javascript(world):
    """The chat's page leads to the news and searches it; both work without a script."""
    page = await world.visitor(java_script_enabled=False)
    await page.goto(world.address)
    hidden = await page.locator("#form").is_visible()
    await page.locator("noscript input[name=q]").fill("jembatan")
    await page.locator("noscript button").click()
    await page.get_by_role("heading", name="Hasil pencarian: jembatan").wait_for()
    await page.locator(".news a").first.click()
    await page.get_by_role("heading", name="Dimuat di").wait_for()
    await page.get_by_role("link", name="Semua berita").click()
    await page.get_by_role("link", name="Berita lebih lama").click()

    assert not hidden
    assert await page.locator(".news li").count() > 0


async def test_the_widget_on_another_site(world):
    """One line on a regency's site: a button, and behind it the chat, in which a visitor subscribes and gets news."""
    line = f'<script src="{world.address}/widget.js" async></script>'

    async def front(_request):
        text = f'<!doctype html><html lang="id"><title>Kabupaten</title><h1>Kabupaten Rawa</h1>{line}'
        return web.Response(text=text, content_type="text/html")

    app = web.Application()
    app.router.add_get("/", front)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        page = await world.visitor(width=1280, height=800)
        await page.goto(f"http://127.0.0.1:{site._server.sockets[0].getsockname()[1]}/")
        button = page.get_by_role("button", name="Kabar")
        await button.click()
        chat = page.frame_locator("iframe")
        await chat.get_by_role("button", name="Mulai").click()
        await chat.get_by_text("Selamat datang").wait_for()
        title = await world.publish()
        await chat.locator("article.story", has_text=title).wait_for()
        await page.get_by_role("button", name="Tutup").click()
        closed = await page.locator("iframe").is_visible()
        await button.wait_for()
    finally:
        await runner.cleanup()

    assert not closed
