"""Written summaries: taken when faithful, thrown away when not; a failing model stops no news."""

import pytest

from feeds.model import Article
from feeds.rewriting import MOST_PER_POLL, Rewriter, accepted
from feeds.web.endpoint import ChatEndpoint
from tests.fakes.chat_model import serve_model
from tests.feeds.builders import WORDS, draft

GOOD = "Jembatan Kali Bening di Kecamatan Sungai Rawa ditutup sejak Senin pagi karena tiangnya retak. Kendaraan dialihkan lewat jalan provinsi."
SENTENCES = (
    "Jembatan Kali Bening di Kecamatan Sungai Rawa ditutup sejak Senin pagi karena tiangnya retak.",
    "Kendaraan dialihkan lewat jalan provinsi.",
)


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        pytest.param(GOOD, SENTENCES, id="faithful"),
        pytest.param(f"  {SENTENCES[0]}\n\n{SENTENCES[1]}\n", SENTENCES, id="on two lines"),
        pytest.param("", (), id="nothing"),
        pytest.param("Maaf, saya tidak dapat meringkas berita ini.", (), id="an excuse"),
        pytest.param(GOOD.replace("Senin", "Selasa"), (), id="another day"),
        pytest.param(GOOD.replace("ditutup", "tidak ditutup"), (), id="a denial"),
        pytest.param(GOOD.replace("Kali Bening", "Kali Bening 2"), (), id="a number"),
        pytest.param(" ".join([SENTENCES[1]] * 4), (), id="too many sentences"),
        pytest.param(f"Jembatan ditutup {'karena banjir ' * 30}sejak Senin.", (), id="too long"),
    ],
)
def test_only_faithful_summaries_are_accepted(answer, expected):
    """Whatever a model answers."""
    assert accepted(answer, Article((WORDS,)), "Jembatan ditutup") == expected


@pytest.fixture
async def model():
    async with serve_model() as model:
        yield model


async def rewritten(model, *drafts):
    async with ChatEndpoint(model.url, "kecil") as endpoint:
        return [one.summary for one in await Rewriter(endpoint).rewrite(drafts)]


@pytest.mark.parametrize(
    ("one", "says", "expected", "asked"),
    [
        pytest.param(draft(), GOOD, SENTENCES, 1, id="faithful"),
        pytest.param(draft(), "Bupati Ahmad meresmikan 12 jembatan baru.", (WORDS,), 1, id="unfaithful"),
        pytest.param(draft(push=False), GOOD, (WORDS,), 0, id="not pushed"),
        pytest.param(draft(held=("gambling_words",)), GOOD, (WORDS,), 0, id="held"),
    ],
)
async def test_what_goes_out_is_rewritten(model, one, says, expected, asked):
    """Nothing else is sent to the model."""
    model.says = says

    assert await rewritten(model, one) == [expected]
    assert len(model.asked) == asked


async def test_a_failing_model_is_asked_once_a_poll(model):
    """The news keeps its extractive summaries."""
    model.status = 500

    assert await rewritten(model, draft(), draft()) == [(WORDS,), (WORDS,)]
    assert len(model.asked) == 1


async def test_a_poll_asks_a_bounded_number_of_times(model):
    """A flood of news is not a flood of requests."""
    model.says = GOOD
    found = await rewritten(model, *[draft()] * (MOST_PER_POLL + 2))

    assert (len(model.asked), found[-2:]) == (MOST_PER_POLL, [(WORDS,), (WORDS,)])
