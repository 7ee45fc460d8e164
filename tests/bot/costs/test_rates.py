"""The rate table: dated, exact, and refused with every fault."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.costs.ledger import Caps, Spent, affordable, forecast, room
from bot.costs.rates import RatesError, load_rates
from bot.texts.costs import rupiah

OLD, NEW = date(2026, 9, 30), date(2026, 10, 1)


def test_replies_are_billed_since_october():
    """At the utility rate; before, they cost nothing."""
    table = load_rates()
    before, since = table.on(OLD), table.on(NEW)

    assert before.price("service", before.markets[0]) == 0
    assert since.price("service", since.markets[0]) == since.price("utility", since.markets[0]) == 417_500_000
    assert since.price("marketing", since.markets[0]) == 686_370_000
    assert before.fingerprint != since.fingerprint


@pytest.mark.parametrize(
    ("address", "name"), [("628123", "Indonesia"), ("ID.abc", "Indonesia"), ("4917", "other"), ("", "other")]
)
def test_a_market_is_told_by_the_address(address, name):
    assert load_rates().on(NEW).market_of(address).name == name


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "no [[edition]]"),
        ("x = ", "can't be read"),
        ("[[edition]]\nsource = 'x'", "effective_from"),
        ("[[edition]]\neffective_from = 2026-10-01\ncurrency = 'USD'\nreplies_billed = true", "rupiah_per_unit"),
        ("edition = [1]", "is no table"),
    ],
)
def test_a_wrong_table_is_refused_with_a_sentence(tmp_path, text, fault):
    path = tmp_path / "rates.toml"
    path.write_text(text)

    with pytest.raises(RatesError) as error:
        load_rates(path)

    assert fault in str(error.value)


@given(st.lists(st.integers(0, 10)), st.integers(0, 40), st.integers(0, 40), st.integers(0, 40), st.integers(0, 40))
def test_what_is_affordable_fits_and_one_more_would_not(prices, day, month, spent_day, spent_month):
    left = room(Spent(spent_day, spent_month), Caps(day, month))
    count = affordable(prices, left)

    assert sum(prices[:count]) <= left or count == 0
    assert count == len(prices) or sum(prices[: count + 1]) > left


def test_without_caps_everything_is_affordable():
    assert affordable([5, 6], room(Spent(), Caps())) == 2


def test_the_forecast_counts_the_days():
    assert forecast(700, date(2026, 11, 7)) == 3000


@pytest.mark.parametrize(
    ("amount", "text"),
    [(0, "Rp0"), (417_500_000, "Rp418"), (1_234_567_000_000, "Rp1.234.567"), (1_500_000, "Rp1,50")],
)
def test_money_as_people_write_it(amount, text):
    assert rupiah(amount, "id") == text
