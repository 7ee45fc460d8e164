"""Whatever is thrown at our webhooks, none of them breaks: no answer is a 5xx, and nothing is raised."""

import asyncio

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.applications import Starlette

from bot.channels.telegram.webhook import PATH as TELEGRAM
from bot.channels.telegram.webhook import SECRET_HEADER, webhook_route
from bot.web.websub import PATH, HubCallback
from feeds.storage.database import Database
from tests.fakes.clock import FakeClock

SECRET = "s" * 20
NAMES = st.sampled_from([SECRET_HEADER.lower(), "x-hub-signature", "content-type", "content-length", "x-forwarded-for"])
VALUES = st.one_of(st.just(SECRET.encode()), st.binary(max_size=40), st.just(b"sha256=" + b"0" * 64))
HEADERS = st.lists(st.tuples(NAMES.map(str.encode), VALUES), max_size=5)
BODIES = st.one_of(
    st.binary(max_size=200),
    st.sampled_from(
        [b"{}", b'{"update_id": 1}', b'{"update_id": "1"}', b"[" * 5000, b'{"update_id": 1, "message": 7}']
    ),
)
QUERIES = st.one_of(
    st.binary(max_size=60),
    st.sampled_from(
        [b"hub.mode=subscribe&hub.challenge=x", b"hub.mode=denied&hub.topic=%00", b"hub.lease_seconds=9e99"]
    ),
)
METHODS = st.sampled_from(["GET", "POST", "PUT", "HEAD", "OPTIONS"])


async def ask(app, method, path, query, headers, body):
    """The status of one request."""
    answers, parts = [], iter([{"type": "http.request", "body": body, "more_body": False}])

    async def receive():
        return next(parts, {"type": "http.disconnect"})

    async def send(message):
        answers.append(message)

    scope = {"type": "http", "http_version": "1.1", "method": method, "path": path, "raw_path": path.encode()}
    scope |= {"query_string": query, "headers": headers, "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 80)}
    await app(scope | {"scheme": "http", "root_path": ""}, receive, send)
    return answers[0]["status"]


@settings(max_examples=200, deadline=None)
@given(METHODS, QUERIES, HEADERS, BODIES)
def test_the_webhook_of_telegram_never_breaks(method, query, headers, body):
    """Right and wrong secrets, updates and rubbish."""
    app = Starlette(routes=[webhook_route(SECRET, lambda _update: True)])

    assert asyncio.run(ask(app, method, TELEGRAM, query, headers, body)) < 500


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(METHODS, QUERIES, HEADERS, BODIES, st.one_of(st.just("token"), st.text(max_size=20)))
def test_the_callback_of_hubs_never_breaks(sqlite_url, method, query, headers, body, token):
    """With and without a subscription behind the address."""

    async def one():
        database = Database(sqlite_url)
        await database.open()

        async def wake():
            return None

        app = Starlette(routes=[HubCallback(database, FakeClock(), lambda: 0.5, wake).route()])
        status = await ask(app, method, PATH + token, query, headers, body)
        await database.close()
        return status

    assert asyncio.run(one()) < 500
