"""A feed's health and the alerts it is worth."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.health import ALERT_GAP, Alert, Health, Told, Vitals, assess, long_gap, transition
from tests.fakes.clock import NOON

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
WELL = Vitals(added=NOON - 90 * DAY, last_polled=NOON, last_ok=NOON, long_gap=DAY, last_news=NOON - DAY)


def failing(times, since):
    return replace(WELL, failures=times, failing_since=NOON - since, last_ok=NOON - since, fault="timeout")


@pytest.mark.parametrize(
    ("vitals", "health"),
    [
        pytest.param(WELL, Health("healthy"), id="well"),
        pytest.param(Vitals(added=NOON), Health("healthy"), id="never polled"),
        pytest.param(replace(WELL, mended=True), Health("degraded"), id="mended"),
        pytest.param(failing(1, HOUR), Health("degraded", NOON - HOUR, "timeout"), id="one failure"),
        pytest.param(failing(2, HOUR), Health("degraded", NOON - HOUR, "timeout"), id="two failures"),
        pytest.param(failing(3, HOUR), Health("sick", NOON - HOUR, "timeout"), id="three failures"),
        pytest.param(failing(2, 23 * HOUR), Health("degraded", NOON - 23 * HOUR, "timeout"), id="two, not yet a day"),
        pytest.param(failing(2, DAY), Health("sick", NOON - DAY, "timeout"), id="two within a day"),
        pytest.param(failing(1, timedelta(0)), Health("degraded", NOON, "timeout"), id="one after we were down"),
        pytest.param(replace(WELL, last_news=NOON - 4 * DAY), Health("healthy"), id="four of its gaps"),
        pytest.param(
            replace(WELL, last_news=NOON - 4 * DAY - HOUR), Health("silent", NOON - 4 * DAY - HOUR), id="more than four"
        ),
        pytest.param(
            replace(WELL, long_gap=HOUR, last_news=NOON - 3 * DAY), Health("healthy"), id="busy, quiet for a weekend"
        ),
        pytest.param(
            replace(WELL, long_gap=HOUR, last_news=NOON - 3 * DAY - HOUR),
            Health("silent", NOON - 3 * DAY - HOUR),
            id="busy, quiet for longer",
        ),
        pytest.param(
            replace(WELL, long_gap=60 * DAY, last_news=NOON - 200 * DAY), Health("healthy"), id="quiet by habit"
        ),
        pytest.param(replace(WELL, long_gap=None, last_news=NOON - 900 * DAY), Health("healthy"), id="no habit"),
        pytest.param(
            replace(failing(2, HOUR), last_news=NOON - 9 * DAY),
            Health("silent", NOON - 9 * DAY, "timeout"),
            id="silent and failing",
        ),
        pytest.param(
            replace(failing(2, 23 * HOUR), long_gap=HOUR, last_news=NOON - 23 * HOUR - 3 * DAY),
            Health("degraded", NOON - 23 * HOUR, "timeout"),
            id="not silent while nobody can see",
        ),
        pytest.param(
            replace(failing(5, 9 * DAY), last_news=NOON - 99 * DAY),
            Health("sick", NOON - 9 * DAY, "timeout"),
            id="sick before silent",
        ),
        pytest.param(
            replace(WELL, mended=True, last_news=NOON - 9 * DAY), Health("silent", NOON - 9 * DAY), id="silent, mended"
        ),
    ],
)
def test_health(vitals, health):
    """What polls left behind, as a state with its beginning and its cause."""
    assert assess(vitals) == health


@pytest.mark.parametrize(
    ("hours", "gap"),
    [
        pytest.param([], None, id="nothing"),
        pytest.param([0, 1, 2, 3], None, id="four entries"),
        pytest.param([0, 1, 2, 3, 4], 1, id="five entries"),
        pytest.param([4, 0, 3, 1, 2], 1, id="in any order"),
        pytest.param([*range(20), 300], 1, id="a holiday is no habit"),
        pytest.param([*range(9), 100, 200], 92, id="two of ten are"),
        pytest.param([5] * 6, 0, id="all at once"),
        pytest.param([*range(0, 3000, 100), *range(3000, 3031)], 1, id="the newest thirty only"),
    ],
)
def test_a_feeds_habit(hours, gap):
    """The pause that nine of ten of its gaps do not exceed."""
    found = long_gap([NOON + hour * HOUR for hour in hours])

    assert found == (None if gap is None else gap * HOUR)


SICK, SILENT = Health("sick", NOON - HOUR, "tls"), Health("silent", NOON - 9 * DAY)
FAILING = Health("degraded", NOON - HOUR, "tls")
LONG_AGO = NOON - ALERT_GAP


@pytest.mark.parametrize(
    ("told", "health", "alert"),
    [
        pytest.param(Told(), Health("healthy"), None, id="well from the start"),
        pytest.param(Told(), FAILING, None, id="a failure is no news"),
        pytest.param(Told(), Health("degraded"), None, id="mending is no news"),
        pytest.param(Told(), SICK, Alert("sick", NOON - HOUR, "tls"), id="sick"),
        pytest.param(Told(), SILENT, Alert("silent", NOON - 9 * DAY), id="silent"),
        pytest.param(Told("sick", LONG_AGO), SICK, None, id="still sick"),
        pytest.param(Told("sick", LONG_AGO), SILENT, Alert("silent", NOON - 9 * DAY), id="readable, but silent"),
        pytest.param(Told("silent", LONG_AGO), SICK, Alert("sick", NOON - HOUR, "tls"), id="silent, then sick"),
        pytest.param(Told("sick", LONG_AGO), Health("healthy"), Alert("recovered", NOON), id="recovered"),
        pytest.param(Told("sick", LONG_AGO), Health("degraded"), Alert("recovered", NOON), id="recovered, mended"),
        pytest.param(Told("sick", LONG_AGO), FAILING, None, id="a failure is no recovery"),
        pytest.param(Told("recovered", LONG_AGO), Health("healthy"), None, id="recovered once"),
        pytest.param(Told("recovered", LONG_AGO), SICK, Alert("sick", NOON - HOUR, "tls"), id="sick again"),
        pytest.param(Told("sick", LONG_AGO + HOUR), Health("healthy"), None, id="recovered too soon to say"),
        pytest.param(Told("recovered", LONG_AGO + HOUR), SICK, None, id="sick again too soon to say"),
    ],
)
def test_alerts(told, health, alert):
    """One for each way into or out of illness and silence, none for anything else."""
    assert transition(told, health, NOON) == alert


states = st.sampled_from([Health("healthy"), Health("degraded"), FAILING, SICK, SILENT])


@given(st.lists(st.tuples(states, st.integers(1, 400)), max_size=80))
def test_alerts_never_repeat_and_keep_their_distance(course):
    """However a feed comes and goes: no two alerts in a row say the same, and none follows within six hours."""
    told, now, alerts = Told(), NOON, []
    for health, minutes in course:
        now += timedelta(minutes=minutes)
        alert = transition(told, health, now)
        if alert is not None:
            alerts.append((alert.kind, now))
            told = Told(alert.kind, now)

    pairs = list(pairwise(alerts))
    assert [pair for pair in pairs if pair[0][0] == pair[1][0] or pair[1][1] - pair[0][1] < ALERT_GAP] == []
    assert [kind for kind, _ in alerts[:1]] != ["recovered"]


@given(st.lists(st.tuples(states, st.integers(1, 400)), max_size=30), states)
def test_what_lasts_is_told_in_the_end(course, last):
    """When a feed stays as it is, admins know how it is six hours later at the latest."""
    told, now = Told(), NOON
    for health, minutes in [*course, (last, 400)]:
        now += timedelta(minutes=minutes)
        alert = transition(told, health, now)
        told = told if alert is None else Told(alert.kind, now)

    expected = {"sick": {"sick"}, "silent": {"silent"}, "healthy": {None, "recovered"}, "degraded": {None, "recovered"}}
    if last != FAILING:
        assert told.kind in expected[last.state]


@given(
    st.builds(
        Vitals,
        added=st.just(NOON - 400 * DAY),
        failures=st.integers(0, 5),
        failing_since=st.one_of(
            st.none(), st.integers(0, 9_000).map(lambda minutes: NOON - timedelta(minutes=minutes))
        ),
        fault=st.just("dns"),
        last_polled=st.just(NOON),
        last_ok=st.one_of(st.none(), st.integers(0, 9_000).map(lambda minutes: NOON - timedelta(minutes=minutes))),
        mended=st.booleans(),
        long_gap=st.one_of(st.none(), st.integers(0, 500).map(lambda hours: hours * HOUR)),
        last_news=st.one_of(st.none(), st.integers(0, 5_000).map(lambda hours: NOON - hours * HOUR)),
    )
)
def test_health_keeps_its_word(vitals):
    """Sick means failing, silent and failing name their beginning, healthy means neither failed nor mended."""
    health = assess(vitals)

    assert (health.fault is None) == (vitals.failures == 0)
    assert health.state != "healthy" or not (vitals.failures or vitals.mended)
    assert health.state not in {"sick", "silent"} or health.since is not None
    assert health.state != "silent" or vitals.long_gap is not None
