"""Days under every trouble of a network, one for each seed: nobody missed, nobody told twice, no limit broken.

`python bench/bench_days.py --first SEED --count 1` lives one again.
"""

from __future__ import annotations

import pytest
import structlog

from tests.simulation.virtual import InlineDatabase
from tests.simulation.world import live

#: Days lived by the tests; the bench lives 10,000.
SEEDS = 300
#: In how many tests.
PARTS = 8


@pytest.fixture
def quiet():
    """Thousands of expected refusals need no line each."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    yield
    structlog.reset_defaults()


@pytest.mark.parametrize("part", range(PARTS))
def test_days(part, quiet):
    """Every promise holds at the end of each day."""
    database = InlineDatabase()
    broken = {seed: faults for seed in range(part, SEEDS, PARTS) if (faults := live(seed, database).faults())}
    database.connection.close()
    database.engine.dispose()

    assert broken == {}
