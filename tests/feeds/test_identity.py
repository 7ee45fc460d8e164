"""By what an entry is recognised again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds import identity
from feeds.model import Article
from tests.feeds.builders import WORDS, entry


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("http://kab.example/a/", "https://kab.example/a/", id="moved to https"),
        pytest.param("https://www.kab.example/a", "https://kab.example/a/", id="www and closing slash"),
        pytest.param("https://KAB.example:443/a", "https://kab.example/a", id="capital host and port"),
        pytest.param("https://kab.example/a?utm_source=fb&fbclid=x", "https://kab.example/a", id="trackers"),
        pytest.param("https://kab.example/a#isi", "https://kab.example/a", id="fragment"),
        pytest.param("https://kab.example/?b=2&a=1", "https://kab.example/?a=1&b=2", id="order of parameters"),
        pytest.param("https://kab.example/x/../a", "https://kab.example/a", id="dots in the path"),
    ],
)
def test_two_spellings_of_one_page(one, other):
    """Spellings that lead to the same page have the same canonical link."""
    assert identity.canonical_link(one) == identity.canonical_link(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("https://kab.example/?p=1", "https://kab.example/?p=2", id="WordPress ids"),
        pytest.param("https://kab.example/a", "https://kab.example/b", id="paths"),
        pytest.param("https://kab.example/a", "https://lain.example/a", id="hosts"),
        pytest.param("https://kab.example:8080/a", "https://kab.example/a", id="a port of its own"),
    ],
)
def test_two_different_pages(one, other):
    """Different pages keep different canonical links."""
    assert identity.canonical_link(one) != identity.canonical_link(other)


_LABEL = st.from_regex(r"[a-z0-9]([a-z0-9-]{0,8}[a-z0-9])?", fullmatch=True)
_SEGMENT = st.from_regex(r"[A-Za-z0-9_~-]{1,9}(\.[A-Za-z0-9]{1,4})?", fullmatch=True)


@given(
    st.sampled_from(["http://", "https://", "https://www."]),
    st.lists(_LABEL, min_size=2, max_size=4),
    st.lists(_SEGMENT, max_size=4),
    st.sampled_from(["", "/"]),
    st.sampled_from(["", "?p=12"]),
)
def test_the_short_way_says_what_the_long_way_says(start, labels, segments, end, query):
    """An address that needs no normalising gets the form that the library would give it."""
    link = f"{start}{'.'.join(labels)}/{'/'.join(segments)}{end if segments else ''}{query}"
    # A fragment forces the long way and adds nothing to the form.
    assert identity.canonical_link(link) == identity.canonical_link(f"{link}#x")


@given(st.text(max_size=200))
def test_any_text_has_a_canonical_form(text):
    """No address, however broken, raises; and the same one gives the same form."""
    assert identity.canonical_link(text) == identity.canonical_link(text)


@pytest.mark.parametrize(
    ("now", "before"),
    [
        pytest.param(entry(guid="http://kab.example/?p=7"), entry(guid="https://kab.example/?p=7"), id="guid to https"),
        pytest.param(entry(guid="new"), entry(guid="old"), id="guid rewritten, link kept"),
        pytest.param(entry(link="https://kab.example/baru/"), entry(link="https://kab.example/lama/"), id="link moved"),
    ],
)
def test_an_entry_is_recognised_by_any_of_its_keys(now, before):
    """One key that stays is enough."""
    assert not set(identity.feed_keys(1, now)).isdisjoint(identity.feed_keys(1, before))


def test_a_guid_counts_in_its_own_feed_only():
    """Two feeds that both number their entries 1, 2, 3 share nothing."""
    first, second = entry(guid="1", link=None), entry(guid="1", link=None)

    assert set(identity.feed_keys(1, first)).isdisjoint(identity.feed_keys(2, second))


def test_an_entry_without_guid_and_link_is_known_by_title_and_date():
    """Even the poorest entry is recognised the second time, and told from its neighbour."""
    poor = entry(guid=None, link=None, title="Pasar murah", published_raw="6/10/2026")

    assert identity.feed_keys(1, poor) == identity.feed_keys(1, poor)
    assert identity.feed_keys(1, poor) != identity.feed_keys(1, entry(guid=None, link=None, title="Lomba"))


def test_a_link_that_all_entries_share_names_none():
    """A feed whose entries all lead to one page is told apart by guid."""
    entries = [entry(guid=str(n), link="https://kab.example/berita") for n in range(3)]
    shared = identity.shared_links(entries)

    keys = [set(identity.feed_keys(1, one, shared)) for one in entries]

    assert shared
    assert keys[0].isdisjoint(keys[1])


def test_the_front_page_names_no_entry():
    """A link to the site's front page is no identity, even in a feed of one entry."""
    front = entry(guid="1", link="https://kab.example/")
    later = entry(guid="2", link="https://kab.example/")

    assert set(identity.feed_keys(1, front)).isdisjoint(identity.feed_keys(1, later))


def test_the_same_words_tell_the_same_story_across_feeds():
    """A press release with another guid, link and title is recognised by its text."""
    ours = identity.story_keys(entry(), Article((WORDS,)))
    theirs = identity.story_keys(entry(guid="9", link="https://b.example/x"), Article((f"  {WORDS.upper()}",)))

    assert not set(ours).isdisjoint(theirs)


def test_few_words_tell_nothing():
    """A teaser such as "Klik untuk membaca" never joins two stories."""
    teaser = Article(("Klik untuk membaca",))

    assert identity.story_keys(entry(link=None), teaser) == ()


@pytest.mark.parametrize(
    ("guid", "counts"),
    [
        pytest.param("urn:uuid:6ba7b810-9dad-11d1-80b4-00c04fd430c8", True, id="uuid"),
        pytest.param("tag:kab.example,2026:berita/1", True, id="tag"),
        pytest.param("12345", False, id="a number"),
    ],
)
def test_a_worldwide_guid_counts_across_feeds(guid, counts):
    """Only identifiers that are unique by how they are made recognise a story elsewhere."""
    assert bool(identity.story_keys(entry(guid=guid, link=None), Article(()))) is counts


def test_a_document_that_repeats_an_entry_gives_it_once():
    """The first of two entries with a key in common is kept."""
    entries = (entry(title="Pertama"), entry(title="Kedua"), entry(guid="2", link="https://a.example/2"))

    kept = identity.first_of_each(1, entries, frozenset())

    assert [one.title for one in kept] == ["Pertama", "Jembatan ditutup"]
