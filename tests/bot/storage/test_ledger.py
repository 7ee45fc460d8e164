"""Charges end settled or released, sums are those of the charges, whatever webhooks come in whatever order."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from bot.costs.ledger import FORGOTTEN, Caps, Terms, after
from bot.costs.rates import load_rates
from bot.storage import backlog, ledger, paying, templates
from bot.storage.schema import chats, deliveries, metadata
from bot.storage.schema_costs import charges
from bot.templates.filling import all_named
from bot.templates.standing import TemplateEvent
from feeds.storage import feeds
from feeds.storage.schema import stories
from tests.bot.storage.newsroom import rows
from tests.bot.storage.test_paying import SERVICE, TERMS, agreed, citizen, owe_one
from tests.fakes.clock import NOON

TABLE = load_rates()
EDITION = TABLE.on(NOON.date())
PRICE = EDITION.price("marketing", EDITION.markets[0])


def status(said, *, tracker=None, message="wamid.1", billable=True, category="service"):
    found = {"id": message, "status": said, "pricing": {"billable": billable, "category": category, "type": "regular"}}
    return found | ({} if tracker is None else {"biz_opaque_callback_data": tracker})


@pytest.mark.parametrize(
    ("said", "state", "amount"),
    [
        pytest.param(["delivered"], "settled", SERVICE, id="delivered"),
        pytest.param(["sent"], "reserved", SERVICE, id="only sent"),
        pytest.param(["failed"], "released", 0, id="failed"),
        pytest.param(["read", "delivered", "sent", "read"], "settled", SERVICE, id="repeated and out of order"),
        pytest.param(["failed", "delivered"], "settled", SERVICE, id="failed on one phone, delivered on another"),
        pytest.param(["delivered", "failed"], "settled", SERVICE, id="what is billed stays billed"),
    ],
)
async def test_a_charge_follows_its_message(database, said, state, amount):
    """Recognised by the tracker, before the network's own name is known."""
    await agreed(database)
    await citizen(database, "628123", heard=NOON)
    await owe_one(database)

    for one in said:
        await database.write(ledger.hear, status(one, tracker="1"), "628123", TERMS, NOON)

    assert await rows(database, charges, "state") == [(state,)]
    assert (await database.read(ledger.spent, TERMS, NOON)).month == amount


async def test_a_free_message_costs_nothing(database):
    """The first thousand of a month are: what was reserved is given back."""
    await agreed(database)
    await citizen(database, "628123", heard=NOON)
    await owe_one(database)

    await database.write(ledger.hear, status("delivered", tracker="1", billable=False), "628123", TERMS, NOON)

    assert (await database.read(ledger.spent, TERMS, NOON)).month == 0


async def test_an_answer_is_counted_from_its_webhook(database):
    """Nobody reserved it: a person asked. Repeating it counts it once."""
    for said in ("sent", "delivered", "delivered"):
        await database.write(ledger.hear, status(said), "628123", TERMS, NOON)

    assert await rows(database, charges, "kind", "state", "amount") == [("answer", "settled", SERVICE)]
    assert (await database.read(ledger.spent, TERMS, NOON)).month == SERVICE


async def test_what_nobody_mentions_for_thirty_days_is_released(database):
    """Meta lets go of it then."""
    await agreed(database)
    await citizen(database, "628123", heard=NOON)
    await owe_one(database)

    await database.write(ledger.catch_up, TERMS, NOON + FORGOTTEN - timedelta(hours=1))
    before = await rows(database, charges, "state")
    await database.write(ledger.catch_up, TERMS, NOON + FORGOTTEN)

    assert (before, await rows(database, charges, "state")) == ([("reserved",)], [("released",)])


@pytest.mark.parametrize("said", [{}, {"id": 5}, {"id": "x", "pricing": []}, {"id": "x", "status": None}])
async def test_a_status_that_says_nothing_changes_nothing(database, said):
    """Meta adds fields and leaves them out."""
    await database.write(ledger.hear, said, "", TERMS, NOON)

    assert await rows(database, charges, "id") == []


@pytest.mark.parametrize("state", ["reserved", "settled", "released"])
def test_settled_is_final(state):
    """No status brings a billed message back."""
    for said in ("sent", "delivered", "read", "failed"):
        settled = after(*after(state, 5, "delivered", 7), said, 9)

        assert settled == ("settled", 5 if state == "settled" else 7)


class Month(RuleBasedStateMachine):
    """Owing, planning, sending, hearing and failing in any order, under caps that hold a few messages."""

    @initialize(day=st.integers(0, 6), month=st.integers(0, 12))
    def begin(self, day, month):
        self.engine = sa.create_engine("sqlite://")
        metadata.create_all(self.engine)
        self.terms = Terms(TABLE, Caps(day * PRICE, month * PRICE))
        self.now, self.urgent, self.answers, self.top = NOON, 0, 0, 0
        self.write(feeds.add, "https://a.example/", "Kab A", NOON)
        self.write(ledger.confirm, EDITION, "telegram", "1", NOON)
        for name, language in all_named():
            self.write(templates.note, TemplateEvent(name, language, NOON, "approved"), NOON)
        row = {"channel": "whatsapp", "kind": "private", "state": "active", "language": "id"}
        row |= {"timezone": "Asia/Jakarta", "created_at": NOON, "changed_at": NOON, "subscribed_at": NOON}
        people = [row | {"address": f"6281{one}", "heard_at": NOON if one % 2 else None} for one in range(3)]
        self.write(lambda c: c.execute(sa.insert(chats), people))

    def write(self, function, *args):
        with self.engine.begin() as connection:
            return function(connection, *args)

    def spend(self, function, *args):
        """Whatever this spends of its own accord fits into the caps."""
        before = self.write(ledger.spent, self.terms, self.now)
        self.write(function, *args)
        spent = self.write(ledger.spent, self.terms, self.now)
        assert spent.day <= max(self.terms.caps.day, before.day)
        assert spent.month <= max(self.terms.caps.month, before.month)

    def story(self, *, urgent):
        row = {"feed_id": 1, "state": "due", "push": True, "title": "T", "summary": "S.", "created_at": self.now}
        row |= {"published_at": self.now, "due_at": self.now, "urgent": urgent}
        return self.write(lambda c: c.scalar(sa.insert(stories).values(row).returning(stories.c.id)))

    @rule()
    def owe(self):
        self.spend(backlog.owe, [self.story(urgent=False)], self.now, 12, self.terms)

    @rule()
    def owe_urgent(self):
        self.write(backlog.owe, [self.story(urgent=True)], self.now, 12, self.terms)

    @rule()
    def plan(self):
        self.spend(backlog.plan_digests, self.now, 12, self.terms)

    @rule(hours=st.sampled_from([1, 5, 23]))
    def time(self, hours):
        self.now += timedelta(hours=hours)
        self.write(paying.divert_closed, self.now, self.terms)

    @rule(said=st.sampled_from(["sent", "delivered", "failed"]), number=st.integers(1, 8), digest=st.booleans())
    def hear(self, said, number, digest):
        tracker = f"errand:{number}" if digest else str(number)
        kinds = (charges.c.errand_id if digest else charges.c.delivery_id) == number
        if self.write(lambda c: c.scalar(sa.select(charges.c.id).where(kinds))) is not None:
            one = status(said, tracker=tracker, message=f"w{tracker}")
            self.write(ledger.hear, one, "62811", self.terms, self.now)

    @rule()
    def give_up(self):
        gone = sa.update(deliveries).where(deliveries.c.state == "queued").values(state="failed", settled_at=self.now)
        self.write(lambda c: c.execute(gone))
        self.write(ledger.catch_up, self.terms, self.now)

    @invariant()
    def the_sums_are_those_of_the_charges(self):
        if not hasattr(self, "engine"):
            return
        day = ledger.local_day(self.now, self.terms.zone).isoformat()
        query = sa.select(sa.func.sum(charges.c.amount)).where(charges.c.state != "released")
        spent = self.write(ledger.spent, self.terms, self.now)
        assert spent.day == (self.write(lambda c: c.scalar(query.where(charges.c.day == day))) or 0)
        assert spent.month == (self.write(lambda c: c.scalar(query.where(charges.c.day.startswith(day[:7])))) or 0)

    @invariant()
    def no_story_is_lost(self):
        if not hasattr(self, "engine"):
            return
        owed = self.write(lambda c: c.scalar(sa.select(sa.func.count()).select_from(deliveries)))
        told = self.write(lambda c: c.scalar(sa.select(sa.func.count()).select_from(stories)))
        assert owed == 3 * told

    def teardown(self):
        if not hasattr(self, "engine"):
            return
        self.now += FORGOTTEN + timedelta(hours=1)
        self.write(ledger.catch_up, self.terms, self.now)
        open_ = sa.select(sa.func.count()).where(charges.c.state == "reserved")
        assert self.write(lambda c: c.scalar(open_)) == 0
        self.engine.dispose()


Month.TestCase.settings = settings(max_examples=25, stateful_step_count=25, deadline=None)
TestMonth = Month.TestCase
