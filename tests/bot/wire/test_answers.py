"""Answers of a server, whole, in pieces and broken."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.wire.answers import ANSWER_LIMIT, Missing, Whole, read_answer

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nab"
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n2;x=y\r\nbc\r\n0\r\n\r\n"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        pytest.param(OK, Whole(200, b"ab", kept=True), id="a length"),
        pytest.param(CHUNKED, Whole(200, b"abc", kept=True), id="chunks"),
        pytest.param(b"HTTP/1.1 100 Continue\r\n\r\n" + OK, Whole(200, b"ab", kept=True), id="hints before it"),
        pytest.param(b"HTTP/1.1 204 No Content\r\n\r\n", Whole(204, b"", kept=True), id="no body"),
        pytest.param(OK.replace(b"1.1", b"1.0"), Whole(200, b"ab", kept=False), id="an old server"),
        pytest.param(OK.replace(b"OK\r\n", b"OK\r\nCONNECTION: close\r\n"), Whole(200, b"ab", kept=False), id="closes"),
        pytest.param(OK + b"more", Whole(200, b"ab", kept=False), id="more than it said"),
        pytest.param(OK[:-1], Missing(len(OK)), id="half a body"),
        pytest.param(OK[:20], Missing(), id="half a head"),
        pytest.param(CHUNKED[:-2], Missing(), id="chunks without an end"),
        pytest.param(b"SSH-2.0-x\r\n\r\n", "the answer is not HTTP", id="another protocol"),
        pytest.param(OK.replace(b": 2", b": x"), "the answer has no readable length", id="a broken length"),
        pytest.param(OK.replace(b": 2", b": -2"), "the answer has no readable length", id="a negative length"),
        pytest.param(CHUNKED.replace(b"1\r\na", b"z\r\na"), "a broken chunk", id="a broken chunk"),
        pytest.param(CHUNKED.replace(b"a\r\n2", b"a--2"), "a broken chunk", id="a chunk without its end"),
        pytest.param(CHUNKED.replace(b"chunked", b"gzip"), "an unknown transfer encoding", id="packed"),
        pytest.param(OK.replace(b": 2", b": 99999999999"), "the answer is too long", id="too long"),
        pytest.param(b"HTTP/1.1 200 OK\r\n" + b"x" * 70_000, "the head of the answer is too long", id="endless head"),
    ],
)
def test_an_answer(data, expected):
    """What is complete is read, what is broken is named, for the rest one waits."""
    assert read_answer(data, ended=False) == expected


def test_a_body_without_length_ends_with_the_connection():
    """It is not kept, and not endless."""
    data = b"HTTP/1.1 502 Bad Gateway\r\n\r\n<html>"

    assert read_answer(data, ended=False) == Missing()
    assert read_answer(data, ended=True) == Whole(502, b"<html>", kept=False)
    assert read_answer(data + b"x" * ANSWER_LIMIT, ended=False) == "the answer is too long"


@given(st.sampled_from([OK, CHUNKED]), st.data())
def test_in_pieces(data, draw):
    """However many bytes are there: not before the whole is there it is an answer, and it is never broken."""
    cut = draw.draw(st.integers(0, len(data) - 1))

    assert isinstance(read_answer(data[:cut], ended=False), Missing)


@given(st.binary(max_size=300), st.booleans())
def test_rubbish(data, ended):
    """Whatever comes, the reader says something about it."""
    assert isinstance(read_answer(b"HTTP/1.1 200 OK\r\n" + data, ended=ended), Whole | Missing | str)
