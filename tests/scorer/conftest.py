"""The worker that reads for all days of a test."""

from __future__ import annotations

import pytest

from feeds.parse.parser import Parser


@pytest.fixture
async def parser():
    parser = Parser("Asia/Jakarta")
    yield parser
    await parser.close()
