"""The error tree of `bot`. A send that fails is a value (`model.Failed`), not one of these.

BotError
├── ConfigError       the configuration is wrong; lists every fault at once
├── StartError        something the configuration names can't be used: port, token, database
│   └── AlreadyRunningError   another process runs the service on the same database
└── LeaseLostError    another process has taken over what this one was doing
"""


class BotError(Exception):
    """Anything that `bot` raises on purpose. Its text says what is wrong and what to do."""


class ConfigError(BotError):
    """The configuration is wrong. `faults` has one sentence for each fault found."""

    def __init__(self, faults: tuple[str, ...]) -> None:
        self.faults = faults
        super().__init__("\n".join(faults))


class StartError(BotError):
    """The service can't start: the port is taken, the token is refused, the database can't be opened."""


class AlreadyRunningError(StartError):
    """Another process runs the service on the same database."""


class LeaseLostError(BotError):
    """Another process has taken over what this one was doing; nothing of it may be written any more."""
