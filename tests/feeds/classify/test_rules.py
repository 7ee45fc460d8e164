"""The file of rules that an admin may replace, and what is said of its faults."""

import copy
import tomllib
from importlib import resources

import pytest

from feeds.classify.rules import load_rules, read_rules
from feeds.errors import RulesError

OURS = tomllib.loads(resources.files("feeds.classify").joinpath("rules.toml").read_text("utf-8"))


def test_our_own_rules():
    """The twelve topics, in the order of the file."""
    assert load_rules().names == (
        "kesehatan", "pendidikan", "bansos", "infrastruktur", "pertanian", "ekonomi", "lowongan", "bencana", "layanan",
        "budaya", "olahraga", "pemerintahan",
    )  # fmt: skip


def test_a_file_of_ones_own(tmp_path):
    """A copy with another topic is read."""
    path = tmp_path / "rules.toml"
    text = resources.files("feeds.classify").joinpath("rules.toml").read_text("utf-8")
    path.write_text(text.replace("[topics.budaya]", "[topics.wisata]"), "utf-8")

    assert "wisata" in load_rules(path).names


def _set(*path_and_value):
    *path, last, value = path_and_value

    def change(document):
        for name in path:
            document = document[name]
        if value is None:
            del document[last]
        else:
            document[last] = value

    return change


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        pytest.param(_set("enough", None), "enough must be a number from 1 to 1000.", id="no number"),
        pytest.param(_set("share", 2), "share must be a number from 0 to 1.", id="a number too high"),
        pytest.param(_set("most", True), "most must be a number from 1 to 12.", id="a yes for a number"),
        pytest.param(_set("colour", 1), "colour is unknown; check the spelling.", id="an unknown key"),
        pytest.param(_set("topics", None), "[topics] is missing: there must be at least one", id="no topics"),
        pytest.param(
            _set("topics", "budaya", "certain", ["x"]), "[topics.budaya] certain is unknown;", id="a misspelt list"
        ),
        pytest.param(_set("topics", "budaya", "sure", "tari"), "[topics.budaya] sure must be a list", id="no list"),
        pytest.param(_set("topics", "budaya", "sure", ["!"]), "[topics.budaya] sure must be a list", id="no word"),
        pytest.param(_set("topics", "budaya", ["tari"]), "[topics.budaya] must be a section", id="no section"),
        pytest.param(_set("urgent", None), "[urgent] is missing.", id="no urgent"),
        pytest.param(_set("urgent", "never", None), "[urgent] never is missing.", id="no exceptions"),
        pytest.param(_set("urgent", "dangers", None), "[urgent.dangers] is missing:", id="no dangers"),
        pytest.param(
            _set("urgent", "dangers", "banjir", "happening", None),
            "[urgent.dangers.banjir] happening is missing.",
            id="half a danger",
        ),
    ],
)
def test_faults(change, fault):
    """Each is one sentence that names the place."""
    document = copy.deepcopy(OURS)
    change(document)

    with pytest.raises(RulesError) as raised:
        read_rules(document)

    (only,) = raised.value.faults
    assert only.startswith(fault)


def test_all_faults_at_once():
    """Nobody mends a file one start at a time."""
    with pytest.raises(RulesError) as raised:
        read_rules({})

    assert len(raised.value.faults) == 5


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        pytest.param(b"enough = ", "is not valid TOML", id="broken"),
        pytest.param(b"\xff", "can't be read", id="not UTF-8"),
        pytest.param(None, "can't be read", id="not there"),
    ],
)
def test_a_file_that_is_none(tmp_path, content, fault):
    """Foreign errors become sentences."""
    path = tmp_path / "own.toml"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(RulesError, match=fault):
        load_rules(path)
