"""The page's files as they lie in the folder: light, self-contained and without a way for text to become markup."""

import json
import re
import struct
from html.parser import HTMLParser

import pytest

from bot.channels.webchat.page import FOLDER, load_page
from bot.pages import assets

FILES = sorted([*FOLDER.iterdir(), *assets.FOLDER.iterdir()])


class Elements(HTMLParser):
    """Collects every start tag with its attributes."""

    def __init__(self, html):
        super().__init__()
        self.found = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))


@pytest.fixture
def page():
    """The page as it is served."""
    return load_page().page.body.decode()


def test_files():
    """Nothing lies in the folder that is not served."""
    names = sorted(path.name for path in FILES)

    assert sorted([*load_page().files, *assets.load_files(), "index.html"]) == names


def test_weight():
    """All that a visit loads weighs less than 60 kB before any compression; the rest is for others."""
    assert sum(path.stat().st_size for path in FILES if "512" not in path.name and path.name != "widget.js") < 60_000


@pytest.mark.parametrize("path", [pytest.param(path, id=path.name) for path in FILES if path.suffix != ".png"])
def test_no_other_host(path):
    """No file names another host; the SVG namespace is a name, not an address that is fetched."""
    text = path.read_text(encoding="utf-8").replace('xmlns="http://www.w3.org/2000/svg"', "")

    assert re.findall(r"(?:https?:)?//[\w.-]+\.\w+", text) == []


def test_nothing_inline(page):
    """The policy allows no inline script or style, so the page has none; the script does not delay the first paint."""
    elements = Elements(page).found
    scripts = [attributes for tag, attributes in elements if tag == "script"]

    assert [sorted(script) for script in scripts] == [["defer", "src"]]
    assert [tag for tag, attributes in elements if tag == "style" or "style" in attributes] == []
    assert [name for _, attributes in elements for name in attributes if name.startswith("on")] == []


@pytest.mark.parametrize(
    "gate", ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "DOMParser", "eval(", "Function("]
)
def test_text_never_becomes_markup(gate):
    """The script has no way of turning a text into markup or code."""
    assert gate not in (FOLDER / "chat.js").read_text(encoding="utf-8")


def test_words_for_screen_readers(page):
    """The conversation, its state and its field are named for those who hear the page."""
    elements = Elements(page).found
    by_id = {attributes["id"]: attributes for _, attributes in elements if "id" in attributes}

    assert (by_id["log"]["role"], by_id["log"]["aria-live"]) == ("log", "polite")
    assert by_id["state"]["role"] == "status"
    assert by_id["problem"]["role"] == "alert"
    assert [attributes["for"] for tag, attributes in elements if tag == "label"] == ["q", "text"]
    assert by_id["text"]["maxlength"] == "1000"
    assert ("html", {"lang": "id"}) in elements
    assert "noscript" in [tag for tag, _ in elements]


def test_first_buttons(page):
    """A first visit offers the three words that matter."""
    assert re.findall(r'data-say="(\w+)"', page) == ["mulai", "berita", "bantuan"]


def test_script_and_page_agree(page):
    """Every element that the script looks for is on the page."""
    wanted = set(re.findall(r'byId\("(\w+)"\)', (FOLDER / "chat.js").read_text(encoding="utf-8")))

    assert wanted <= set(re.findall(r' id="(\w+)"', page))


def test_manifest():
    """The page can be installed: a name, a start, and icons that are there, of their sizes, one of them to be cut."""
    manifest = json.loads((assets.FOLDER / "manifest.webmanifest").read_text(encoding="utf-8"))
    sizes = {}
    for icon in manifest["icons"]:
        head = (assets.FOLDER / icon["src"]).read_bytes()[:24]
        if icon["type"] == "image/png":
            width, height = struct.unpack(">II", head[16:24])
            sizes[icon["purpose"], f"{width}x{height}"] = icon["sizes"]

    assert (manifest["lang"], manifest["display"]) == ("id", "standalone")
    assert sizes == {("any", size): size for size in ("192x192", "512x512")} | {("maskable", "512x512"): "512x512"}
