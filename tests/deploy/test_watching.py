"""The dashboard and the alarms name only figures that exist, and the guide explains each alarm."""

import json
import re
from datetime import UTC, datetime

import pytest
import yaml

from bot.metrics import Metrics, Now
from bot.storage.figures import Figures
from tests.conftest import PROJECT

DEPLOY = PROJECT / "deploy"
NOW = datetime(2026, 11, 24, tzinfo=UTC)
#: `up` is Prometheus' own.
_NAME = re.compile(r"\b(?:kentongan|process)_\w+")


@pytest.fixture(scope="module")
def existing():
    """Every name that a page of figures has, and their labels."""
    metrics = Metrics("1")
    found = Figures({"sick": 1}, {"due": 1}, {("web", "active"): 1}, {}, {}, 0, {"recall": 1}, {}, 0)
    page = metrics.page(found, Now({"web": True}, 0, 0, None), NOW).decode()
    names = {line.split()[2] for line in page.splitlines() if line.startswith("# TYPE")}
    histograms = {line.split()[2] for line in page.splitlines() if line.endswith(" histogram")}
    return names | {f"{name}_{part}" for name in histograms for part in ("bucket", "sum", "count")}


def queries():
    dashboard = json.loads((DEPLOY / "grafana.json").read_text("utf-8"))
    return [target["expr"] for panel in dashboard["panels"] for target in panel.get("targets", ())]


def alarms():
    groups = yaml.safe_load((DEPLOY / "alerts.yml").read_text("utf-8"))["groups"]
    return {rule["alert"]: rule["expr"] for group in groups for rule in group["rules"]}


@pytest.mark.parametrize("query", queries())
def test_every_query_of_the_dashboard_names_a_figure(existing, query):
    """A panel that shows nothing is found here and not at night."""
    assert set(_NAME.findall(query))
    assert set(_NAME.findall(query)) <= existing


@pytest.mark.parametrize(("name", "query"), alarms().items())
def test_every_alarm_names_a_figure(existing, name, query):
    """An alarm on a figure that does not exist never rings."""
    assert set(_NAME.findall(query)) <= existing
    assert _NAME.findall(query) or "up{" in query


def test_every_alarm_is_explained():
    """What it means and what to do, in the operator's guide."""
    guide = (PROJECT / "docs" / "operations.md").read_text("utf-8")

    assert [name for name in alarms() if f"`{name}`" not in guide] == []


def test_every_figure_is_on_the_dashboard(existing):
    """A figure that nobody looks at should not be counted."""
    shown = {name for query in queries() for name in _NAME.findall(query)}
    ours = {name for name in existing if name.startswith("kentongan_") and not name.endswith(("_sum", "_count"))}

    assert {name for name in ours if name not in shown and f"{name}_bucket" not in shown} == set()
