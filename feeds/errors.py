"""The error tree of `feeds`. Expected trouble (a site that is down) is a value, not one of these.

FeedsError
├── StorageError      the database failed or refused; carries the cause
│   └── StorageUnavailable   it can't be opened or reached: wrong URL, no rights, server down
├── RulesError        the file of topics and urgent words has faults; lists them all
├── SearchError       the search index can't be opened or written
│   └── IndexBusy     another process writes it
└── WorkerError       the parsing worker can't be started at all
"""


class FeedsError(Exception):
    """Anything that `feeds` raises on purpose. Its text is a sentence for an operator."""


class StorageError(FeedsError):
    """The database failed in the middle of work."""


class StorageUnavailableError(StorageError):
    """The database can't be opened or reached."""


class WorkerError(FeedsError):
    """The parsing worker can't be started, so no feed can be read."""


class RulesError(FeedsError):
    """The rules for topics and urgent news are wrong. `faults` has one sentence for each fault found."""

    def __init__(self, faults: tuple[str, ...]) -> None:
        self.faults = faults
        super().__init__("\n".join(faults))


class SearchError(FeedsError):
    """The search index can't be opened or written. It is derived: removing its folder mends it."""


class IndexBusyError(SearchError):
    """Another process writes the search index."""
