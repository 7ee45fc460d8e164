"""What a permanent redirect means."""

import pytest

from feeds.moving import Move, follow, is_foreign

URL = "http://berita.rawakab.go.id/feed/"
NEW = "https://rawakab.go.id/feed/"


@pytest.mark.parametrize(
    ("before", "moved_to", "knows", "after"),
    [
        pytest.param(Move(), None, True, (Move(), URL), id="no redirect"),
        pytest.param(Move(), NEW, True, (Move(NEW, 1), URL), id="the first time"),
        pytest.param(Move(NEW, 3), NEW, True, (Move(NEW, 4), URL), id="the fourth time"),
        pytest.param(Move(NEW, 4), NEW, True, (Move(), NEW), id="the fifth time it is believed"),
        pytest.param(Move(NEW, 4), None, True, (Move(), URL), id="it went away again"),
        pytest.param(Move(NEW, 4), NEW + "x", True, (Move(NEW + "x", 1), URL), id="it leads elsewhere now"),
        pytest.param(Move(NEW, 4), NEW, False, (Move(), URL), id="nothing there is known"),
        pytest.param(
            Move("https://lain.example/", 4), "https://lain.example/", True, (Move(), URL), id="a foreign domain"
        ),
    ],
)
def test_a_redirect_is_believed_late(before, moved_to, knows, after):
    """Five good polls in a row, the same place, the same registrable domain, a known entry."""
    assert follow(URL, before, moved_to, knows_entry=knows) == after


def test_a_redirect_down_to_http_is_never_stored():
    """Not even the fifth time."""
    assert follow(NEW, Move(URL, 4), URL, knows_entry=True) == (Move(), NEW)


@pytest.mark.parametrize(
    ("answered", "foreign"),
    [
        pytest.param("https://rawakab.go.id/feed", False, id="the main site"),
        pytest.param("https://www.berita.rawakab.go.id/", False, id="www"),
        pytest.param("https://sebelahkab.go.id/feed", True, id="the neighbour under go.id"),
        pytest.param("https://rawakab.go.id.jahat.example/", True, id="a name that only looks alike"),
        pytest.param("http://127.0.0.1/", True, id="an address"),
    ],
)
def test_what_is_foreign(answered, foreign):
    """The registrable domain decides, and under go.id it has three labels."""
    assert is_foreign(URL, answered) is foreign
