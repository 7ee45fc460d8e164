"""What can become of a request, for the channels to say what it means.

WireError
├── NotSentError    no byte of the request left: it surely did not arrive
├── NoAnswerError   it may have arrived; no answer came in time
└── BrokenError     it may have arrived; the connection broke, or the answer can't be read
"""


class WireError(Exception):
    """A request that has no answer. Its text is one line in English."""


class NotSentError(WireError):
    """The request surely never reached the server: no name, no connection, no free place in the pool."""


class NoAnswerError(WireError):
    """The request may have arrived; there was no answer in time."""


class BrokenError(WireError):
    """The request may have arrived; the connection broke before the answer was whole."""
