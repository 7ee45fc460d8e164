"""Which words are commands, who may give them, and how a typed line is read. Pure; the same on every channel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.commands.desk import Handler
from bot.model import ROLES, Language, Role

#: What people write to begin: answered with help, not with a search for "halo".
GREETINGS = frozenset(
    {"halo", "hallo", "hai", "hi", "hello", "hey", "p", "menu", "tes", "test", "assalamualaikum", "assalamu'alaikum"}
    | {greeting + time for greeting in ("", "selamat ") for time in ("pagi", "siang", "sore", "malam")}
)


@dataclass(frozen=True, slots=True)
class Command:
    """A command: its Indonesian words, then the English ones, without the slash. A word that is both is Indonesian."""

    words: tuple[str, ...]
    handler: Handler
    english: tuple[str, ...] = ()
    #: Whether words may stand behind it when it is written without a slash: "cari banjir".
    takes_words: bool = False
    #: The least role that may give it; to others it does not exist. None is everybody.
    least: Role | None = None
    #: Whether those words have to be a number: "lebih 12" is a command, "lebih dari seribu warga" a search.
    numbered: bool = False
    #: Whether it changes what a chat is sent: in groups only for the group's administrators.
    decides: bool = False
    #: Whether it is how a person leaves: carried out however fast they write.
    leaves: bool = False


@dataclass(frozen=True, slots=True)
class Understood:
    """What a typed line means: a command with words, or (None) plain text to search for."""

    command: Command | None
    words: str
    #: True for a line that begins with a slash but is no command that this person may give.
    unknown: bool = False
    #: The language that the command word belongs to, None when no command was understood.
    language: Language | None = None


def understand(text: str, commands: Sequence[Command], *, role: Role | None) -> Understood:
    """Reads a line: with or without slash, in any case, `/word@botname` included; `role` is the person's."""
    line = " ".join(text.split())
    slash = line.startswith("/")
    word, _, rest = line.removeprefix("/").partition(" ")
    if slash:
        word = word.partition("@")[0]
    word = word.lower() if rest else word.lower().rstrip(".,!")
    mine = (command for command in commands if may(role, command.least))
    command = next((command for command in mine if word in command.words or word in command.english), None)
    if command is not None and (slash or _fits(command, rest)):
        return Understood(command, rest.strip(), language="id" if word in command.words else "en")
    return Understood(None, line, unknown=slash)


def may(role: Role | None, least: Role | None) -> bool:
    """Whether somebody with this role may do what needs at least that one."""
    return least is None or (role is not None and ROLES.index(role) >= ROLES.index(least))


def _fits(command: Command, rest: str) -> bool:
    """Whether what stands behind a command written without a slash may stand there."""
    return not rest or (command.takes_words and (rest.isdecimal() or not command.numbered))


def is_greeting(text: str) -> bool:
    """Whether a line only says hello."""
    return " ".join(text.lower().split()).strip(" !.,?") in GREETINGS
