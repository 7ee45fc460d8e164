"""Listing and creating templates, against a server that answers as Meta does."""

import json
import stat

import pytest
from starlette.applications import Starlette
from starlette.responses import JSONResponse, PlainTextResponse
from starlette.routing import Route

from bot.errors import StartError
from bot.graph import VERSION, GraphError, TemplateApi
from bot.keyfile import read_or_make
from bot.templates.definitions import creation_request, definition
from tests.fakes.loopback import LoopbackServer


class Meta:
    """Keeps templates; hands them out two a page."""

    def __init__(self):
        self.rows, self.tokens, self.fault = [], set(), None

    async def answer(self, request):
        self.tokens.add(request.headers.get("authorization"))
        if self.fault is not None:
            return self.fault
        if request.method == "POST":
            row = json.loads(await request.body())
            self.rows.append({key: row[key] for key in ("name", "language", "category")} | {"status": "PENDING"})
            return JSONResponse({"id": "1", "status": "PENDING", "category": row["category"]})
        start = int(request.query_params.get("after", 0))
        page = {"data": self.rows[start : start + 2]}
        if start + 2 < len(self.rows):
            page["paging"] = {"cursors": {"after": str(start + 2)}, "next": "https://graph.example/next"}
        return JSONResponse(page)


@pytest.fixture
async def meta():
    meta = Meta()
    app = Starlette(routes=[Route(f"/{VERSION}/77/message_templates", meta.answer, methods=["GET", "POST"])])
    async with LoopbackServer(app) as server, TemplateApi(server.url, "77", "secret") as api:
        meta.api = api
        yield meta


async def test_what_was_created_is_listed(meta):
    """Over as many pages as there are; the token travels in the header alone."""
    for name in ("kabar_1", "kabar_2", "kabar_3"):
        assert await meta.api.create(creation_request(definition(name), "id", None)) == "PENDING"

    assert [row["name"] for row in await meta.api.list_all()] == ["kabar_1", "kabar_2", "kabar_3"]
    assert meta.tokens == {"Bearer secret"}


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        (JSONResponse({"error": {"code": 190, "message": "expired"}}, 401), "HTTP 401, code 190"),
        (PlainTextResponse("<html>"), "not JSON"),
        (JSONResponse([1]), "not what its documentation says"),
        (JSONResponse({}, 500), "HTTP 500"),
    ],
)
async def test_trouble_is_a_sentence_without_the_token(meta, fault, sentence):
    meta.fault = fault

    with pytest.raises(GraphError) as error:
        await meta.api.list_all()

    assert sentence in str(error.value)
    assert "secret" not in str(error.value)


async def test_nobody_there_is_a_sentence():
    async with TemplateApi("http://127.0.0.1:9", "77", "secret") as api:
        with pytest.raises(GraphError, match="can't be reached"):
            await api.list_all()


def test_the_consent_key_is_made_once_and_read_by_its_owner_alone(tmp_path):
    path = tmp_path / "key"

    key = read_or_make(path)

    assert read_or_make(path) == key
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.write_text("short")
    with pytest.raises(StartError, match="too short"):
        read_or_make(path)
