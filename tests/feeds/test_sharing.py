"""Rendezvous hashing: everybody agrees, nobody has too much, and little changes hands."""

from hypothesis import given
from hypothesis import strategies as st

from feeds.sharing import SHARES, shares_of

NAMES = st.lists(st.text(min_size=1, max_size=20), min_size=1, max_size=6, unique=True)


@given(pollers=NAMES, order=st.randoms())
def test_each_share_has_one_poller(pollers, order):
    """Whatever the order in which they are listed."""
    shuffled = order.sample(pollers, len(pollers))

    shares = [shares_of(name, shuffled) for name in pollers]

    assert sum(map(len, shares)) == SHARES
    assert frozenset().union(*shares) == frozenset(range(SHARES))
    assert shares == [shares_of(name, pollers) for name in pollers]


@given(pollers=NAMES)
def test_who_leaves_gives_away_only_its_own(pollers):
    """The others keep what they had."""
    gone, *rest = pollers

    for name in rest:
        assert shares_of(name, rest) >= shares_of(name, pollers)
        assert shares_of(name, rest) <= shares_of(name, pollers) | shares_of(gone, pollers)


def test_the_work_is_spread():
    """Of four, none has more than twice its part."""
    pollers = ["satu/1", "dua/2", "tiga/3", "empat/4"]

    assert all(SHARES / 8 < len(shares_of(name, pollers)) < SHARES / 2 for name in pollers)
    assert shares_of("lima/5", pollers) == frozenset()
