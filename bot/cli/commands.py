"""The command line: what can be typed after `kentongan`. Thin: each command opens what it needs and calls it.

Nothing heavy is imported until a command runs, so that `--help` answers at once.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(
    name="kentongan",
    help="News of Indonesia's regency governments, from their feeds to every subscribed chat.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
feeds_app = typer.Typer(help="Add, list and remove feeds.", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(feeds_app, name="feeds")
whatsapp_app = typer.Typer(help="Templates at Meta, and posters.", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(whatsapp_app, name="whatsapp")

ConfigOption = Annotated[
    Path, typer.Option("--config", help="The configuration; made from config.example.toml.", show_default=True)
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON document on standard output.")]
_CONFIG = Path("config.toml")


@app.command()
def run(
    config: ConfigOption = _CONFIG,
    role: Annotated[str, typer.Option(help="all, or a part of it on PostgreSQL: poll, send or web.")] = "all",
    log_level: Annotated[str, typer.Option(help="debug, info or warning.")] = "info",
) -> None:
    """Run the service until it is told to stop (SIGTERM or Ctrl-C)."""
    from bot.cli import serve

    serve.run(config, role, log_level)


@app.command()
def demo(
    once: Annotated[bool, typer.Option("--once", help="One pass, a short report, and out.")] = False,
    port: Annotated[int, typer.Option(help="Port of the web chat.", min=0, max=65535)] = 8080,
    as_json: JsonOption = False,
) -> None:
    """Show everything on this machine: sample regency sites, polling, and a web chat. No account needed."""
    from bot.cli import show

    show.demo(once=once, port=port, as_json=as_json)


@app.command()
def check(config: ConfigOption = _CONFIG, as_json: JsonOption = False) -> None:
    """Try everything that the configuration names, and say what is wrong and how to mend it."""
    from bot.cli import checkup

    checkup.check(config, as_json=as_json)


@app.command()
def poll(
    feed: Annotated[int | None, typer.Option("--feed", help="Only this feed, by its number.")] = None,
    config: ConfigOption = _CONFIG,
    as_json: JsonOption = False,
) -> None:
    """Poll now: every active feed, or one. What is new is stored and owed; the running service sends it."""
    from bot.cli import news

    news.poll(config, feed, as_json=as_json)


@app.command()
def search(
    words: Annotated[list[str] | None, typer.Argument(help="What to look for.")] = None,
    limit: Annotated[int, typer.Option(help="How many stories at most.", min=1, max=100)] = 10,
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Make the index anew; stop the service first.")] = False,
    config: ConfigOption = _CONFIG,
    as_json: JsonOption = False,
) -> None:
    """Search as citizens do: words, "phrases", -exclusions, sejak:2026-01 sampai:2026-02 di:PLACE dari:FEED."""
    from bot.cli import news

    if rebuild:
        news.rebuild_search(config, as_json=as_json)
    elif not words:
        raise typer.BadParameter("Say what to look for, or --rebuild.")
    else:
        news.search(config, " ".join(words), limit, as_json=as_json)


@app.command()
def summarize(
    file: Annotated[str, typer.Argument(help="A text or HTML file, or - for standard input.")] = "-",
    html: Annotated[
        bool, typer.Option("--html", help="The input is HTML, an entry's content or a whole page.")
    ] = False,
    title: Annotated[str, typer.Option(help="The article's title.")] = "",
    sentences: Annotated[int, typer.Option(help="At most this many.", min=1, max=10)] = 3,
    as_json: JsonOption = False,
) -> None:
    """Print the summary that would be sent of an article."""
    from bot.cli import text

    text.summarize(file, html=html, title=title, sentences=sentences, as_json=as_json)


@app.command()
def screen(
    file: Annotated[str, typer.Argument(help='A file with one object a line: "id", "title", "text", optional "url".')],
    as_json: JsonOption = False,
) -> None:
    """Print the hijack guard's verdict on each post of a file."""
    from bot.cli import text

    text.screen(file, as_json=as_json)


@app.command()
def classify(
    file: Annotated[
        str,
        typer.Argument(help='A file with one object a line: "id", "title", "text", optional "published" (ISO 8601).'),
    ],
    regency: Annotated[str, typer.Option(help="Whose news it is, by code or name.")] = "",
    rules: Annotated[Path | None, typer.Option(help="Your own words for topics and urgent news.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Print places, topics, urgency and the event card of each post of a file."""
    from bot.cli import classify as room

    room.classify(file, regency=regency, rules=rules, as_json=as_json)


@app.command()
def similar(
    file: Annotated[
        str,
        typer.Argument(help='A file with one object a line: "id", "title", "text", optional "published", "url".'),
    ],
    explain: Annotated[bool, typer.Option("--explain", help="Say of each two of them that are alike why.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Print which posts of a file tell the same story; each story has the id of its first post."""
    from bot.cli import sameness

    sameness.similar(file, explain=explain, as_json=as_json)


@app.command()
def stats(
    story: Annotated[int | None, typer.Option("--story", help="Only this story's delivery, by its number.")] = None,
    png: Annotated[Path | None, typer.Option("--png", metavar="FILE", help="Draw the last 30 days as well.")] = None,
    config: ConfigOption = _CONFIG,
    as_json: JsonOption = False,
) -> None:
    """Print figures: feeds, entries, stories, chats, deliveries; or how one story was delivered."""
    from bot.cli import news, proof

    if story is None:
        news.stats(config, png, as_json=as_json)
    elif png is not None:
        raise typer.BadParameter("A picture is of the whole service: --png or --story, not both.")
    else:
        proof.story(config, story, as_json=as_json)


@app.command()
def why(
    story: Annotated[int, typer.Argument(metavar="STORY", help="The story's number.")],
    chat: Annotated[str, typer.Argument(metavar="CHAT", help="The chat's own id, or channel:id.")],
    config: ConfigOption = _CONFIG,
    as_json: JsonOption = False,
) -> None:
    """Say why a chat got a story, or did not."""
    from bot.cli import proof

    proof.why(config, story, chat, as_json=as_json)


@app.command()
def resend(
    story: Annotated[int, typer.Argument(metavar="STORY", help="The story's number.")],
    config: ConfigOption = _CONFIG,
    as_json: JsonOption = False,
) -> None:
    """Owe a story again to those who were meant to get it and did not; the running service sends it."""
    from bot.cli import proof

    proof.resend(config, story, as_json=as_json)


@app.command()
def migrate(
    source: Annotated[
        str | None, typer.Option("--from", metavar="URL", help="A SQLite database to copy into the new, empty one.")
    ] = None,
    config: ConfigOption = _CONFIG,
    as_json: JsonOption = False,
) -> None:
    """Bring the database to the newest schema (`run` does so by itself), or fill it from a SQLite database."""
    from bot.cli import news, transfer

    if source is None:
        news.migrate(config)
    else:
        transfer.migrate_from(config, source, as_json=as_json)


@app.command()
def backup(
    destination: Annotated[Path, typer.Argument(metavar="DEST", help="A folder, or a file that is not there yet.")],
    config: ConfigOption = _CONFIG,
    as_json: JsonOption = False,
) -> None:
    """Copy the whole database into one file, also while the service runs."""
    from bot.cli import copies

    copies.backup(config, destination, as_json=as_json)


@app.command()
def restore(
    source: Annotated[Path, typer.Argument(metavar="SRC", help="A file that backup made.")],
    config: ConfigOption = _CONFIG,
    as_json: JsonOption = False,
) -> None:
    """Put a backup in the place of the database; stop the service first. Nothing is sent a second time after it."""
    from bot.cli import copies

    copies.restore(config, source, as_json=as_json)


@feeds_app.command("add")
def feeds_add(
    url: Annotated[str, typer.Argument(help="The feed's address.")],
    name: Annotated[str, typer.Option(help="What citizens read as the source; by default the feed's own title.")] = "",
    config: ConfigOption = _CONFIG,
    as_json: JsonOption = False,
) -> None:
    """Add a feed. Its present entries can be searched; only what comes later is sent."""
    from bot.cli import feeds

    feeds.add(config, url, name, as_json=as_json)


@feeds_app.command("list")
def feeds_list(config: ConfigOption = _CONFIG, as_json: JsonOption = False) -> None:
    """List the feeds with their health."""
    from bot.cli import feeds

    feeds.list_all(config, as_json=as_json)


@feeds_app.command("remove")
def feeds_remove(
    feed: Annotated[int, typer.Argument(metavar="ID", help="The feed's number.")],
    config: ConfigOption = _CONFIG,
    as_json: JsonOption = False,
) -> None:
    """Remove a feed; what it published stays searchable."""
    from bot.cli import feeds

    feeds.remove(config, feed, as_json=as_json)


@feeds_app.command("thaw")
def feeds_thaw(
    feed: Annotated[int, typer.Argument(metavar="ID", help="The feed's number.")],
    config: ConfigOption = _CONFIG,
    as_json: JsonOption = False,
) -> None:
    """Thaw a frozen feed once its site is clean; what looks hijacked stays held for review."""
    from bot.cli import feeds

    feeds.thaw(config, feed, as_json=as_json)


@feeds_app.command("doctor")
def feeds_doctor(
    url: Annotated[str, typer.Argument(help="The feed's address.")],
    config: ConfigOption = _CONFIG,
    as_json: JsonOption = False,
) -> None:
    """Examine a feed: what works, what does not, and what to ask the webmaster."""
    from bot.cli import feeds

    feeds.doctor(config, url, as_json=as_json)


@feeds_app.command("import")
def feeds_import(
    file: Annotated[Path, typer.Argument(metavar="FILE.opml", help="A list of feeds, as feed readers export it.")],
    config: ConfigOption = _CONFIG,
    as_json: JsonOption = False,
) -> None:
    """Add every feed of an OPML list. Nothing old of theirs is sent."""
    from bot.cli import opml

    opml.import_file(config, file, as_json=as_json)


@feeds_app.command("export")
def feeds_export(
    output: Annotated[Path | None, typer.Option(help="A file; standard output by default.")] = None,
    config: ConfigOption = _CONFIG,
) -> None:
    """Write all feeds as an OPML list."""
    from bot.cli import opml

    opml.export(config, output)


@whatsapp_app.command("templates")
def whatsapp_templates(
    create: Annotated[bool, typer.Option("--create", help="Ask Meta for those that are missing.")] = False,
    config: ConfigOption = _CONFIG,
    as_json: JsonOption = False,
) -> None:
    """List our message templates as they stand with Meta; exits 1 when one may not be used."""
    from bot.cli import whatsapp

    whatsapp.templates(config, create=create, as_json=as_json)


@whatsapp_app.command("invite")
def whatsapp_invite(
    topic: Annotated[str, typer.Option(help="What the poster invites to, for example kesehatan.")] = "",
    tag: Annotated[str, typer.Option(help="Where it hangs, for the consent log: puskesmas-rawa.")] = "",
    telegram: Annotated[str, typer.Option(help="A bot's name: a link to Telegram instead.")] = "",
    out: Annotated[Path | None, typer.Option(help="A file for the QR code, .png or .svg.")] = None,
    config: ConfigOption = _CONFIG,
) -> None:
    """Print the link for a poster, or draw its QR code."""
    from bot.cli import whatsapp

    whatsapp.invite(config, topic=topic, tag=tag, telegram=telegram, out=out)
