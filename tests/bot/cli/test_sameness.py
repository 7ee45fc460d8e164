"""`kentongan similar` on files."""

import json

import pytest

from bot.cli.sameness import similar
from tests.feeds.test_similar import FOLLOW_UP, OTHER, RELEASE, TITLE

POSTS = [
    {"id": "a", "title": TITLE, "text": RELEASE, "published": "2026-01-02T08:00:00+07:00"},
    {"id": "b", "title": "Imunisasi Sore", "text": OTHER, "published": "2026-01-02 09:00:00", "url": ""},
    {"id": "c", "title": TITLE, "text": RELEASE[:600], "published": "2026-01-02T10:00:00Z"},
    {"id": "d", "title": "Truk Tabrak Portal", "text": FOLLOW_UP + RELEASE, "published": "2026-01-03"},
]


def written(tmp_path, posts):
    file = tmp_path / "posts.jsonl"
    file.write_text("\n".join(json.dumps(post) for post in posts), "utf-8")
    return str(file)


@pytest.mark.parametrize("dated", [True, False])
def test_each_post_has_the_id_of_the_first_of_its_story(tmp_path, capsys, dated):
    """As JSON; posts without dates are taken in the order of the file."""
    posts = POSTS if dated else [{name: post[name] for name in ("id", "title", "text")} for post in POSTS]
    similar(written(tmp_path, posts), explain=False, as_json=True)

    assert json.loads(capsys.readouterr().out) == [
        {"id": "a", "story": "a"},
        {"id": "b", "story": "b"},
        {"id": "c", "story": "a"},
        {"id": "d", "story": "d"},
    ]


def test_it_says_why(tmp_path, capsys):
    """Two posts that are alike, a word for what they are, and the measures."""
    similar(written(tmp_path, POSTS), explain=True, as_json=False)
    lines = [line.split("\t") for line in capsys.readouterr().out.splitlines()]

    assert lines[:4] == [["a", "a"], ["b", "b"], ["c", "a"], ["d", "d"]]
    assert [line[:3] for line in lines[4:]] == [["a", "c", "same"], ["a", "d", "follow_up"], ["c", "d", "follow_up"]]
    assert lines[4][3].startswith("likeness ")


def test_a_date_that_is_none_ends_with_a_sentence(tmp_path, capsys):
    """Exit 2, on standard error."""
    with pytest.raises(SystemExit) as ended:
        similar(written(tmp_path, [POSTS[0] | {"published": "kemarin"}]), explain=False, as_json=True)

    assert ended.value.code == 2
    assert "kemarin" in capsys.readouterr().err
