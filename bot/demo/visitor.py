"""A visitor of the web chat who has no browser: opens the page, keeps its cookie, says something. Blocking."""

from __future__ import annotations

import http.client
import json
from urllib.parse import urlsplit


class Visitor:
    """One visitor with one cookie. Talks to a page on this machine only."""

    def __init__(self, address: str) -> None:
        """Takes the page's address, for example "http://127.0.0.1:8080"."""
        self._address = address
        self._cookie = ""

    def open_page(self) -> None:
        """Opens the page, which gives the cookie."""
        self._cookie = self._ask("GET", "/").partition(";")[0]

    def say(self, text: str) -> None:
        """Says something, as if it had been typed there."""
        self._ask("POST", "/chat/say", json.dumps({"text": text}))

    def _ask(self, method: str, path: str, body: str | None = None) -> str:
        """Makes a request and gives the cookie that came back, "" when none did."""
        connection = http.client.HTTPConnection(urlsplit(self._address).netloc, timeout=10)
        headers = {"Cookie": self._cookie, "Origin": self._address, "Content-Type": "application/json"}
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            answer.read()
        finally:
            connection.close()
        if answer.status >= 400:
            raise RuntimeError(f"the web chat answered {answer.status} to {method} {path}")
        return answer.headers.get("Set-Cookie", "")
