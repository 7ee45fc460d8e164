"""The drawings in place of news photos."""

from __future__ import annotations

from xml.parsers import expat

import pytest

from bot.demo.picture import draw


@pytest.mark.parametrize("motif", ["river", "sea", "mountain"])
@pytest.mark.parametrize("name", ["a", "banjir", "panen-raya"])
def test_a_drawing_is_well_formed_and_always_the_same(motif, name):
    """A browser shows only an SVG that is well-formed, and an article's picture does not change."""
    drawn = draw(motif, "#123456", name)
    elements = []
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda tag, _attributes: elements.append(tag)
    parser.Parse(drawn, True)
    assert elements[0] == "svg"
    assert elements.count("path") == (3 if motif == "mountain" else 5)
    assert draw(motif, "#123456", name) == drawn
