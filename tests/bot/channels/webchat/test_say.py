"""What a visitor says, over HTTP."""

import asyncio
import json

import pytest

from bot.model import Incoming, Message


async def test_said_and_answered(site):
    """What is said is kept, answered, and the answer is kept; the bot learns who said it and in which language."""
    session = await site.visit()
    response = await site.say("berita", headers={"Accept-Language": "en-GB"})

    assert (response.status, await response.json()) == (200, {"id": 1})
    assert [(p["kind"], p.get("text") or p["paragraphs"]) for p in site.log.payloads(session)] == [
        ("said", "berita"),
        ("message", ["jawaban: berita"]),
    ]
    assert site.answer.heard == [Incoming("web", session, "private", "berita", session, language="en", may_decide=True)]


async def test_button_is_shown_by_its_label(site):
    """A pressed button means its word to the bot and shows its label to the visitor."""
    session = await site.visit()
    await site.say(json={"text": "cari:2", "label": "Lebih banyak"})

    assert site.answer.heard[0].text == "cari:2"
    assert site.log.payloads(session)[0] == {"kind": "said", "text": "Lebih banyak"}


async def test_first_word_makes_a_session(site):
    """Whoever speaks before having a session gets one and keeps it."""
    first = await site.say("mulai")
    await site.say("berita")
    session = first.cookies["kentongan"].value

    assert [incoming.address for incoming in site.answer.heard] == [session, session]


async def test_known_session_is_not_set_again(site):
    """Speaking does not renew the cookie; opening the page does."""
    await site.visit()

    assert "Set-Cookie" not in (await site.say()).headers


async def test_no_answer(site):
    """The bot may answer nothing."""
    session = await site.visit()
    site.answer.messages = []
    await site.say("ya")

    assert len(site.log.payloads(session)) == 1


async def test_several_answers_in_order(site):
    """Several messages are kept in the order in which the bot gave them."""
    session = await site.visit()
    site.answer.messages = [Message(title=str(number)) for number in range(4)]
    await site.say("berita")

    assert [payload["title"] for payload in site.log.payloads(session)[1:]] == ["0", "1", "2", "3"]


@pytest.mark.parametrize(
    ("kwargs", "status", "code"),
    [
        pytest.param({"json": {"text": "x" * 1_001}}, 400, "too_long", id="too-long"),
        pytest.param({"json": {"text": "  "}}, 400, "empty", id="empty"),
        pytest.param({"json": {"kata": "mulai"}}, 400, "not_json", id="no-text"),
        pytest.param({"data": b"{", "headers": {"Content-Type": "application/json"}}, 400, "not_json", id="not-json"),
        pytest.param(
            {"data": b"[" * 8_000, "headers": {"Content-Type": "application/json"}}, 400, "not_json", id="deep"
        ),
        pytest.param(
            {"data": b'{"text":"a"}', "headers": {"Content-Type": "text/plain"}}, 415, "wrong_type", id="plain"
        ),
        pytest.param({"data": {"text": "mulai"}}, 415, "wrong_type", id="form"),
        pytest.param({"json": {"text": "a", "x": "y" * 9_000}}, 413, "too_big", id="too-big"),
        pytest.param({"headers": {"Origin": "https://jahat.example"}}, 403, "foreign", id="other-origin"),
        pytest.param({"headers": {"Origin": "null"}}, 403, "foreign", id="origin-null"),
        pytest.param({"headers": {"Sec-Fetch-Site": "cross-site"}}, 403, "foreign", id="other-site"),
        pytest.param({"headers": {"Sec-Fetch-Site": "same-site"}}, 403, "foreign", id="neighbouring-subdomain"),
    ],
)
async def test_refused(site, kwargs, status, code):
    """Bad input gets a status, a code and an Indonesian sentence; nothing is kept and nobody answers."""
    await site.visit()
    response = await site.say(**kwargs)
    body = await response.json()

    assert (response.status, body["error"]) == (status, code)
    assert body["message"].endswith(".")
    assert (site.log.rows, site.answer.heard) == ([], [])


async def test_refused_without_any_origin(site):
    """A request that proves no page as its origin is refused, and gets no session."""
    response = await site.browser.post(f"{site.origin}/chat/say", json={"text": "mulai"})

    assert response.status == 403
    assert "Set-Cookie" not in response.headers


async def test_own_origin_behind_a_proxy(serve):
    """Behind a proxy that rewrites `Host` the published origin counts as our own."""
    site = await serve(own_origins=frozenset({"https://kabar.example.go.id"}))
    await site.visit()

    assert (await site.say(headers={"Origin": "https://kabar.example.go.id"})).status == 200


async def test_too_big_in_pieces(site):
    """A body without a stated length is cut off as soon as it is too big."""
    await site.visit()

    async def pieces():
        for _ in range(40):
            yield b" " * 1_000

    response = await site.say(data=pieces(), headers={"Content-Type": "application/json"})

    assert response.status == 413


async def test_body_that_never_comes(serve):
    """A connection that promises a body and does not send it is let go."""
    site = await serve(body_seconds=0)
    host, port = site.origin.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(
        f"POST /chat/say HTTP/1.1\r\nHost: {host}:{port}\r\nOrigin: {site.origin}\r\n"
        "Content-Type: application/json\r\nContent-Length: 50\r\n\r\n".encode()
    )
    status = await reader.readline()
    writer.close()
    await writer.wait_closed()

    assert status.startswith(b"HTTP/1.1 408 ")


async def test_too_fast(site):
    """Five words in one breath, then one every three seconds; whoever is too fast is told how long to wait."""
    await site.visit()
    statuses = [(await site.say()).status for _ in range(5)]
    refused = await site.say()
    site.clock.forward(seconds=3)
    later = await site.say()

    assert statuses == [200] * 5
    assert (refused.status, refused.headers["Retry-After"]) == (429, "3")
    assert await refused.json() == {"error": "too_fast", "message": "Pesan terlalu cepat. Coba lagi 3 detik lagi."}
    assert later.status == 200


async def test_new_sessions_do_not_get_round_the_limit(serve):
    """A session costs nothing to make, so one network may not say more by making many of them."""
    site = await serve(network_says_at_once=3, network_says_per_minute=60)
    statuses = []
    for number in range(4):
        await site.visit(f"session-number-{number}-of-many")
        statuses.append((await site.say()).status)

    assert statuses == [200, 200, 200, 429]


async def test_visitors_of_other_networks_are_not_slowed(serve):
    """What one network says too much costs another nothing."""
    site = await serve(network_says_at_once=1, network_says_per_minute=1)
    statuses = [
        (await site.say(headers={"X-Forwarded-For": address})).status
        for address in ("203.0.113.1", "203.0.113.1", "203.0.113.2")
    ]

    assert statuses == [200, 429, 200]


async def test_one_after_another(site, until):
    """Two words in one breath are answered in the order in which they came, the second after the first."""
    session = await site.visit()
    site.answer.gates["mulai"] = asyncio.Event()
    first = asyncio.create_task(site.say("mulai"))
    await until(lambda: len(site.answer.heard) == 1)
    second = asyncio.create_task(site.say("berhenti"))
    await until(lambda: site.chat._turns[session].waiting == 2)
    site.answer.gates["mulai"].set()
    await asyncio.gather(first, second)

    said = [payload.get("text") or payload["paragraphs"][0] for payload in site.log.payloads(session)]
    assert said == ["mulai", "jawaban: mulai", "berhenti", "jawaban: berhenti"]
    assert site.chat._turns == {}


async def test_one_visitor_never_waits_for_another(site, until):
    """While one visitor's answer takes long, another is answered."""
    site.answer.gates["lama"] = asyncio.Event()
    await site.visit()
    slow = asyncio.create_task(site.say("lama"))
    await until(lambda: len(site.answer.heard) == 1)
    await site.visit("z" * 22)
    quick = await site.say("berita")
    site.answer.gates["lama"].set()

    assert quick.status == 200
    assert (await slow).status == 200


async def test_database_fails(site):
    """When nothing can be kept the visitor is asked to come back, and no one answers."""
    await site.visit()
    site.log.broken = True
    response = await site.say()

    assert (response.status, (await response.json())["error"]) == (503, "broken")
    assert "Retry-After" in response.headers
    assert site.answer.heard == []


async def test_stopped(site):
    """Before the start and after the stop visitors are turned away kindly."""
    await site.visit()
    await site.chat.stop()
    response = await site.say()

    assert (response.status, (await response.json())["error"]) == (503, "closed")


async def test_hostile_text_stays_text(site):
    """Markup that a visitor types is kept and repeated as the text that it is."""
    session = await site.visit()
    text = "</script><img src=x onerror=alert(1)>\n\ndata: x\nid: 9"
    await site.say(json={"text": text})
    page = await site.open()
    events = await page.until("ready")

    assert site.log.payloads(session)[0]["text"] == text
    assert [event.id for event in events] == ["1", "2"]
    assert json.loads(events[0].data)["text"] == text
