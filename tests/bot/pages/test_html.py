"""Markup that no text can tear."""

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.pages.html import Html, is_safe_address, join, tag


class Reading(HTMLParser):
    """What a browser would make of it."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.words = [], ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.words += data


@given(st.text(alphabet=st.characters(exclude_categories=["Cc", "Cs"])))
def test_a_text_stays_a_text(words):
    """In an element and in an attribute, whatever it says."""
    read = Reading(tag("p", words, title=words, class_="x"))

    assert read.tags == [("p", {"title": words, "class": "x"})]
    assert read.words == words


def test_only_what_was_made_here_is_markup():
    """A string that looks like markup is text, also after it was joined to markup."""
    assert join(tag("b", "a"), "<i>") == "<b>a</b>&lt;i&gt;"
    assert tag("p", tag("b", "a") + "<i>") == "<p>&lt;b&gt;a&lt;/b&gt;&lt;i&gt;</p>"
    assert tag("input", required=True, value=None, maxlength=3) == Html('<input required maxlength="3">')


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "data:text/html,x", "//evil.example/", "http://", "java\nscript:x", "http://[", "a b"],
)
def test_addresses_that_nobody_should_open(address):
    """They are left out, and the element stays."""
    assert tag("a", "x", href=address) == "<a>x</a>"


@pytest.mark.parametrize("address", ["https://a.example/b?c=1", "../berita/3", "#isi", "berita?sebelum=1-2", "./"])
def test_addresses_that_may_be_opened(address):
    """Web addresses and what is relative to the page."""
    assert is_safe_address(address)


@pytest.mark.parametrize("name", ["onclick", "style"])
def test_nothing_inline(name):
    """The policy would not let it work."""
    with pytest.raises(ValueError, match="inline"):
        tag("p", "x", **{name: "x"})
