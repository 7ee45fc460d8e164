"""What a page posts, read without trust."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.webchat import requests
from bot.channels.webchat.requests import Refusal, Said, parse_said


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param({"text": "mulai"}, Said("mulai", "mulai"), id="typed"),
        pytest.param({"text": "cari:2", "label": "Lebih banyak"}, Said("cari:2", "Lebih banyak"), id="button"),
        pytest.param({"text": "ya", "label": "  "}, Said("ya", "ya"), id="label-of-spaces"),
        pytest.param(
            {"text": " cari\u200b  jalan\x00 \n rusak "}, Said("cari jalan\nrusak", "cari jalan\nrusak"), id="tidied"
        ),
        pytest.param({"text": "ok \ud83d"}, Said("ok", "ok"), id="half-an-emoji"),
        pytest.param({"text": "x" * 1_000}, Said("x" * 1_000, "x" * 1_000), id="longest"),
        pytest.param({"text": "a", "lain": 1}, Said("a", "a"), id="unknown-field"),
        pytest.param({"text": "x" * 1_001}, requests.TOO_LONG, id="too-long"),
        pytest.param({"text": "a", "label": "x" * 101}, requests.TOO_LONG, id="label-too-long"),
        pytest.param({"text": ""}, requests.EMPTY, id="empty"),
        pytest.param({"text": " \n\u200b\x00"}, requests.EMPTY, id="nothing-visible"),
        pytest.param({}, requests.NOT_JSON, id="no-text"),
        pytest.param({"text": 5}, requests.NOT_JSON, id="number"),
        pytest.param({"text": ["a"]}, requests.NOT_JSON, id="list-of-texts"),
        pytest.param({"text": "a", "label": None}, requests.NOT_JSON, id="label-null"),
        pytest.param(["text"], requests.NOT_JSON, id="list"),
        pytest.param("text", requests.NOT_JSON, id="string"),
        pytest.param(None, requests.NOT_JSON, id="null"),
    ],
)
def test_body(body, expected):
    """What is said is tidied; what can't be read is refused."""
    assert parse_said(json.dumps(body).encode()) == expected


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"text=mulai", id="form"),
        pytest.param(b'{"text": "mul', id="torn"),
        pytest.param(b'{"text": "\xff"}', id="not-utf-8"),
        pytest.param(b"[" * 8_000, id="nested-too-deep"),
        pytest.param(b'{"text": ' + b"9" * 6_000 + b"}", id="number-too-long"),
        pytest.param(b'{"text": NaN}', id="nan"),
    ],
)
def test_what_is_no_json(body):
    """Whatever is no JSON is refused with a sentence, not with a traceback."""
    assert parse_said(body) == requests.NOT_JSON


@given(st.binary(max_size=200) | st.text(max_size=60).map(lambda text: json.dumps({"text": text}).encode()))
def test_any_body(body):
    """No body whatever gets through as anything but words or a refusal."""
    outcome = parse_said(body)

    assert isinstance(outcome, Refusal) or 1 <= len(outcome.text) <= 1_000
