"""Bodies within their limits."""

from __future__ import annotations

import gzip
import random
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.model import FetchFailed
from feeds.web.coding import Body, read_coding


def body(
    *,
    packed: bool = True,
    raw_bytes: int = 10_000,
    decoded_bytes: int = 50_000,
    ratio: int = 100,
    ratio_from: int = 5_000,
) -> Body:
    return Body(gzip=packed, raw_bytes=raw_bytes, decoded_bytes=decoded_bytes, ratio=ratio, ratio_from=ratio_from)


def through(target: Body, data: bytes, step: int) -> bytes | FetchFailed:
    """Feeds `data` in pieces of `step` bytes, as the fetcher does."""
    for start in range(0, len(data), step):
        trouble = target.feed(data[start : start + step])
        if trouble is not None:
            return trouble
    return target.finish()


def noise(size: int) -> bytes:
    return random.Random(size).randbytes(size)


@pytest.mark.parametrize(
    ("values", "gzipped"),
    [
        pytest.param([], False, id="absent"),
        pytest.param([""], False, id="empty"),
        pytest.param(["identity"], False, id="identity"),
        pytest.param(["gzip"], True, id="gzip"),
        pytest.param(["GZip "], True, id="any case"),
        pytest.param(["x-gzip"], True, id="old name"),
        pytest.param(["identity, gzip"], True, id="identity and gzip"),
    ],
)
def test_codings_that_we_read(values, gzipped):
    """Gzip, once, or nothing."""
    assert read_coding(values) is gzipped


@pytest.mark.parametrize(
    "values",
    [
        ["br"],
        ["deflate"],
        ["zstd"],
        ["compress"],
        ["gzip, gzip"],
        ["gzip", "gzip"],
        ["gzip, br"],
        ["x" * 500],
        ["\udcff\n"],
    ],
)
def test_codings_that_we_refuse(values):
    """Everything else is a fault that names the coding on one short line."""
    trouble = read_coding(values)
    assert isinstance(trouble, FetchFailed)
    assert trouble.fault == "coding"
    assert trouble.detail.isprintable()
    assert len(trouble.detail) < 100


@given(st.binary(max_size=4000), st.integers(1, 700), st.booleans())
def test_a_good_body_comes_out_whole(data: bytes, step: int, packed: bool):
    """However the pieces are cut, the body is what was sent."""
    sent = gzip.compress(data) if packed else data
    assert through(body(packed=packed, ratio=10**6), sent, step) == data


@pytest.mark.parametrize("extra", [-1, 0, 1, 17, 258])
@pytest.mark.parametrize("step", [1, 13, 10_000])
def test_a_body_of_many_blocks_comes_out_whole(extra: int, step: int):
    """Decoded data that ends just before, at or after the end of a block of decoding is all there."""
    data = bytes(3 * 256 * 1024 + extra)
    assert through(body(decoded_bytes=10**7, ratio=10**6), gzip.compress(data), step) == data


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        pytest.param(gzip.compress(b"kabar")[:-1], "coding", id="last byte missing"),
        pytest.param(gzip.compress(noise(2000))[:1000], "coding", id="half of it missing"),
        pytest.param(gzip.compress(b"kabar")[:5], "coding", id="half a head"),
        pytest.param(gzip.compress(b"kabar") + b"\n", "coding", id="a byte too many"),
        pytest.param(gzip.compress(b"kabar") * 2, "coding", id="two in a row"),
        pytest.param(gzip.compress(b"kabar")[:-8] + bytes(8), "coding", id="wrong checksum"),
        pytest.param(b"<rss/>", "coding", id="not packed at all"),
        pytest.param(zlib.compress(b"kabar"), "coding", id="deflate under another name"),
        pytest.param(gzip.compress(gzip.compress(bytes(40_000))), None, id="packed twice comes out packed once"),
        pytest.param(gzip.compress(bytes(40_000)), "coding", id="a bomb by its ratio"),
        pytest.param(gzip.compress(noise(200).hex().encode() * 130), "too_big", id="too much after decoding"),
        pytest.param(gzip.compress(noise(20_000)), "too_big", id="too much before decoding"),
    ],
)
@pytest.mark.parametrize("step", [1, 7, 100_000])
def test_gzip_that_we_refuse(data: bytes, fault: str | None, step: int):
    """Broken, trailing and too large data are told apart, however the pieces are cut."""
    result = through(body(ratio=150 if fault == "too_big" else 100), data, step)
    assert (result.fault if isinstance(result, FetchFailed) else None) == fault


def test_plain_bodies_have_limits_too():
    """The last byte within the limit is taken, the next is one too many."""
    assert through(body(packed=False, raw_bytes=100), b"x" * 100, 33) == b"x" * 100
    trouble = through(body(packed=False, raw_bytes=100), b"x" * 101, 33)
    assert trouble == FetchFailed("too_big", "more than 100 bytes")


def test_a_bomb_is_noticed_before_it_goes_off():
    """From 50 MB of zeros no more is decoded than the limit and one block."""
    target = body(raw_bytes=10**6, decoded_bytes=10**6, ratio=10**6)
    trouble = through(target, gzip.compress(bytes(50_000_000)), 16_384)
    assert trouble == FetchFailed("too_big", "more than 1000000 bytes after decoding")
    assert sum(len(piece) for piece in target._pieces) <= 10**6 + 256 * 1024


def test_nothing_at_all_is_an_empty_body():
    """A server may announce gzip and send nothing."""
    assert body().finish() == b""
