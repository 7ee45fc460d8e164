"""Header arithmetic, right to the second."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.web.freshness import fresh_for, http_date, retry_after

NOW = datetime(2026, 11, 24, 3, 0, 0, tzinfo=UTC)
DATE = "Tue, 24 Nov 2026 03:00:00 GMT"
IN_10_MIN = "Tue, 24 Nov 2026 03:10:00 GMT"


@pytest.mark.parametrize(
    ("text", "date"),
    [
        pytest.param("Sun, 06 Nov 1994 08:49:37 GMT", datetime(1994, 11, 6, 8, 49, 37, tzinfo=UTC), id="the form of today"),
        pytest.param("Sunday, 06-Nov-94 08:49:37 GMT", datetime(1994, 11, 6, 8, 49, 37, tzinfo=UTC), id="RFC 850"),
        pytest.param("Sun Nov  6 08:49:37 1994", datetime(1994, 11, 6, 8, 49, 37, tzinfo=UTC), id="asctime"),
        pytest.param("Tue, 24 Nov 2026 10:00:00 +0700", NOW, id="another zone"),
        pytest.param("Tue, 24 Nov 2026 03:00:00 -0000", NOW, id="no zone"),
        pytest.param("Tue, 32 Nov 2026 03:00:00 GMT", None, id="no such day"),
        pytest.param("Fri, 31 Dec 9999 23:59:59 -2359", None, id="after all years"),
        pytest.param("soon", None, id="a word"),
        pytest.param("0", None, id="a number"),
        pytest.param("", None, id="empty"),
        pytest.param(None, None, id="absent"),
        pytest.param("Tue, 24 Nov 2026 03:00:00 GMT" + " " * 100, None, id="padded"),
    ],
)  # fmt: skip
def test_dates(text, date):
    """The three forms of HTTP are read, all else is no date."""
    assert http_date(text) == date


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        pytest.param({}, None, id="says nothing"),
        pytest.param({"cache_control": ""}, None, id="empty"),
        pytest.param({"cache_control": "max-age=600"}, 600, id="max-age"),
        pytest.param({"cache_control": "public, MAX-AGE = 600 , must-revalidate"}, 600, id="among others, any case"),
        pytest.param({"cache_control": 'max-age="600"'}, 600, id="quoted"),
        pytest.param({"cache_control": "max-age=0"}, 0, id="zero"),
        pytest.param({"cache_control": "max-age=600, max-age=60"}, 60, id="two, the smaller"),
        pytest.param({"cache_control": "max-age=-5"}, 0, id="negative"),
        pytest.param({"cache_control": "max-age=soon"}, 0, id="a word"),
        pytest.param({"cache_control": "max-age"}, 0, id="without a number"),
        pytest.param({"cache_control": "max-age=٦٠"}, 0, id="Arabic digits"),
        pytest.param({"cache_control": "max-age=" + "9" * 5000}, 2**31, id="endless number"),
        pytest.param({"cache_control": "max-age=99999999999"}, 2**31, id="too large"),
        pytest.param({"cache_control": "s-maxage=600"}, None, id="for shared caches"),
        pytest.param({"cache_control": "x-max-age=600"}, None, id="another directive"),
        pytest.param({"cache_control": 'note="max-age=5, no-store", max-age=600'}, 600, id="inside quotes"),
        pytest.param({"cache_control": "no-cache, max-age=600"}, 0, id="no-cache"),
        pytest.param({"cache_control": "no-store"}, 0, id="no-store"),
        pytest.param({"cache_control": 'no-cache="set-cookie", max-age=600'}, 600, id="no-cache of a field"),
        pytest.param({"cache_control": "max-age=600", "age": "100"}, 500, id="partly spent"),
        pytest.param({"cache_control": "max-age=600", "age": "700"}, 0, id="wholly spent"),
        pytest.param({"cache_control": "max-age=600", "age": "-1"}, 600, id="age is nonsense"),
        pytest.param({"expires": IN_10_MIN, "date": DATE}, 600, id="Expires and Date"),
        pytest.param({"expires": IN_10_MIN}, 600, id="Expires without Date"),
        pytest.param({"expires": IN_10_MIN, "date": "Tue, 24 Nov 2026 03:09:00 GMT"}, 60, id="their clock is fast"),
        pytest.param({"expires": IN_10_MIN, "date": "yesterday"}, 600, id="their Date is nonsense"),
        pytest.param({"expires": "Wed, 11 Jan 1984 05:00:00 GMT"}, 0, id="WordPress"),
        pytest.param({"expires": "0"}, 0, id="Expires 0"),
        pytest.param({"expires": "-1"}, 0, id="Expires -1"),
        pytest.param({"expires": ""}, 0, id="Expires empty"),
        pytest.param({"expires": "Tue, 24 Nov 2076 03:00:00 GMT"}, 50 * 365 * 86400 + 13 * 86400, id="in 50 years"),
        pytest.param({"expires": "Tue, 24 Nov 2926 03:00:00 GMT"}, 2**31, id="in 900 years"),
        pytest.param({"expires": IN_10_MIN, "date": DATE, "age": "60"}, 540, id="Expires partly spent"),
        pytest.param({"cache_control": "max-age=60", "expires": IN_10_MIN}, 60, id="max-age before Expires"),
        pytest.param({"cache_control": "public", "expires": IN_10_MIN}, 600, id="Cache-Control without a lifetime"),
    ],
)
def test_fresh_for(headers: dict[str, str], seconds: float | None):
    """Each combination of headers gives its lifetime."""
    fields = {"cache_control": None, "expires": None, "date": None, "age": None, **headers}
    assert fresh_for(**fields, now=NOW) == seconds


@pytest.mark.parametrize(
    ("value", "date", "seconds"),
    [
        pytest.param(None, None, None, id="absent"),
        pytest.param("120", None, 120, id="seconds"),
        pytest.param(" 120 ", None, 120, id="blanks"),
        pytest.param("0", None, 0, id="zero"),
        pytest.param("-5", None, None, id="negative"),
        pytest.param("1.5", None, None, id="fraction"),
        pytest.param("9" * 100, None, 2**31, id="endless"),
        pytest.param(IN_10_MIN, None, 600, id="date by our clock"),
        pytest.param(IN_10_MIN, "Tue, 24 Nov 2026 02:50:00 GMT", 1200, id="date by their clock"),
        pytest.param(IN_10_MIN, "noon", 600, id="their clock is nonsense"),
        pytest.param("Tue, 24 Nov 2020 03:00:00 GMT", None, 0, id="in the past"),
        pytest.param("Tue, 24 Nov 2926 03:00:00 GMT", None, 2**31, id="in 900 years"),
        pytest.param("later", None, None, id="a word"),
        pytest.param("", None, None, id="empty"),
    ],
)
def test_retry_after(value, date, seconds):
    """Counts and dates both become seconds from now."""
    assert retry_after(value, date=date, now=NOW) == seconds


_ANY = st.none() | st.text(max_size=60) | st.sampled_from([DATE, IN_10_MIN, "max-age=5", "no-cache"])


@given(_ANY, _ANY, _ANY, _ANY)
def test_nonsense_gives_none_or_seconds_in_bounds(cache_control, expires, date, age):
    """Whatever servers write, the result can be reckoned with."""
    fresh = fresh_for(cache_control=cache_control, expires=expires, date=date, age=age, now=NOW)
    assert fresh is None or 0 <= fresh <= 2**31
    wait = retry_after(expires, date=date, now=NOW)
    assert wait is None or 0 <= wait <= 2**31
