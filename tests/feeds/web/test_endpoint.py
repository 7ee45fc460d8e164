"""Asking a language model: one protocol, every trouble a value, the key nowhere but in its header."""

import json

import pytest

from feeds.model import FetchFailed
from feeds.web.endpoint import MOST_BYTES, ChatEndpoint
from tests.fakes.chat_model import serve_model


@pytest.fixture
async def model():
    async with serve_model() as model:
        yield model


async def test_the_answer_is_its_text(model):
    """Asked as the protocol wants it, with the key."""
    model.says = "Padi dipanen."
    async with ChatEndpoint(f"{model.url}/", "kecil", "rahasia") as endpoint:
        answer = await endpoint.write("Ringkas.", "Berita.")

    (asked,) = model.asked
    assert (answer, asked["model"], [one["content"] for one in asked["messages"]]) == (
        "Padi dipanen.",
        "kecil",
        ["Ringkas.", "Berita."],
    )
    assert model.keys == ["Bearer rahasia"]


@pytest.mark.parametrize(
    ("status", "body", "fault"),
    [
        pytest.param(500, None, "status", id="broken"),
        pytest.param(401, None, "status", id="a wrong key"),
        pytest.param(302, None, "status", id="a redirect is not followed"),
        pytest.param(200, b"<html>", "protocol", id="no JSON"),
        pytest.param(200, b"[]", "protocol", id="other JSON"),
        pytest.param(200, b'{"choices": []}', "protocol", id="no choice"),
        pytest.param(200, b'{"choices": [{"message": {"content": null}}]}', "protocol", id="no text"),
        pytest.param(200, b"[" * 50_000, "protocol", id="nested deep"),
        pytest.param(200, json.dumps({"x": "y" * MOST_BYTES}).encode(), "too_big", id="too big"),
    ],
)
async def test_trouble_is_a_value(model, status, body, fault):
    """Never raised, and without the key in what it says."""
    model.status, model.body = status, body
    async with ChatEndpoint(model.url, "kecil", "rahasia") as endpoint:
        answer = await endpoint.write("Ringkas.", "Berita.")

    assert isinstance(answer, FetchFailed)
    assert (answer.fault, "rahasia" in answer.detail) == (fault, False)


@pytest.mark.parametrize(
    ("url", "fault"),
    [
        pytest.param("http://127.0.0.1:1/v1", "refused", id="nobody there"),
        pytest.param("http://[/v1", "bad_url", id="no address"),
    ],
)
async def test_an_endpoint_that_is_not_there(url, fault):
    """The same."""
    async with ChatEndpoint(url, "kecil") as endpoint:
        answer = await endpoint.write("Ringkas.", "Berita.")

    assert isinstance(answer, FetchFailed)
    assert answer.fault == fault
