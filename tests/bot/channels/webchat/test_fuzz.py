"""Whatever is thrown at the web chat, it does not break: no answer is a 5xx, and nothing is raised."""

import asyncio

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.webchat.channel import WebChat
from bot.model import Message
from bot.web.app import build_web
from tests.fakes.clock import FakeClock
from tests.fakes.message_log import FakeLog

SESSION = b"kentongan=abcdefghijklmnopqrstuvwxyz012345"
PATHS = st.one_of(
    st.sampled_from(["/", "/widget.js", "/chat/say", "/chat/events", "/chat/attachments/1", "/chat/files/chat.js"]),
    st.text(max_size=20).map(lambda rest: f"/chat/attachments/{rest}"),
    st.text(max_size=20).map(lambda rest: f"/chat/files/{rest}"),
)
NAMES = st.sampled_from(
    [
        b"cookie",
        b"content-type",
        b"content-length",
        b"accept-language",
        b"last-event-id",
        b"origin",
        b"host",
        b"sec-fetch-site",
        b"sec-fetch-dest",
        b"x-forwarded-for",
        b"if-none-match",
        b"accept-encoding",
    ]
)
VALUES = st.one_of(
    st.binary(max_size=60),
    st.sampled_from([SESSION, b"kentongan=x", b"same-origin", b"application/json", b"text/plain", b"9" * 40, b"-1"]),
)
#: Half of what is asked comes as our own page would ask it, and gets as far as it can.
HEADERS = st.one_of(
    st.lists(st.tuples(NAMES, VALUES), max_size=6),
    st.lists(st.tuples(NAMES, VALUES), max_size=2).map(
        lambda more: [
            (b"sec-fetch-site", b"same-origin"),
            (b"content-type", b"application/json"),
            (b"cookie", SESSION),
            *more,
        ]
    ),
)
BODIES = st.one_of(
    st.binary(max_size=200),
    st.sampled_from(
        [
            b"{}",
            b"[]",
            b"null",
            b'{"text": 1}',
            b'{"text": "a", "label": 7}',
            b"[" * 20000,
            b'{"text": "\\ud800"}',
            b'{"text": "\\u0000"}',
            b'{"text": "' + b"a" * 100000 + b'"}',
            b'{"text": 1e999}',
            b"\xff\xfe{}",
            b"9" * 5000,
        ]
    ),
    st.text(max_size=40).map(lambda text: b'{"text": "' + text.encode("utf-8", "replace") + b'"}'),
)
METHODS = st.sampled_from(["GET", "POST", "POST", "PUT", "HEAD", "OPTIONS"])


async def status_of(method, path, query, headers, body):
    """The status of one request to a web chat that runs."""

    async def answer(_incoming):
        return [Message(title="jawaban")]

    chat = WebChat(log=FakeLog(), answer=answer, clock=FakeClock(), beat_seconds=3_600)
    await chat.start()
    answers, parts = [], iter([{"type": "http.request", "body": body, "more_body": False}])

    async def receive():
        return next(parts, {"type": "http.disconnect"})

    async def send(message):
        answers.append(message)

    scope = {"type": "http", "http_version": "1.1", "method": method, "path": path, "query_string": query}
    scope |= {"raw_path": path.encode("utf-8", "replace"), "headers": headers, "client": ("127.0.0.1", 1)}
    scope |= {"server": ("127.0.0.1", 80), "scheme": "http", "root_path": ""}
    async with asyncio.timeout(20):
        await build_web(chat.routes())(scope, receive, send)
    await chat.stop()
    return answers[0]["status"]


@settings(max_examples=300, deadline=None)
@given(METHODS, PATHS, st.binary(max_size=40), HEADERS, BODIES)
def test_the_web_chat_never_breaks(method, path, query, headers, body):
    """Cookies, bodies, kinds, sizes and marks, right and wrong."""
    assert asyncio.run(status_of(method, path, query, headers, body)) < 500
