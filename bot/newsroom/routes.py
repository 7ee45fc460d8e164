"""The newsroom over HTTP: sign-in by a link, pages by role, and acts that are the commands of the chat."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

import structlog
from starlette.requests import ClientDisconnect, Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from bot.commands import desk as commands_desk
from bot.commands.conversation import COMMANDS
from bot.commands.desk import Desk
from bot.commands.registry import may, understand
from bot.model import Incoming, Language, Role
from bot.newsroom import views
from bot.newsroom.views import Admin
from bot.pages.frame import Frame
from bot.pages.html import Html
from bot.pages.limiter import Limiter
from bot.pages.visitors import language_of, network_of
from bot.storage import announcements, audit, newsroom, proof, readership, team
from bot.storage.figures import figures
from bot.storage.newsroom import SESSION_FOR, Person
from bot.texts.newsroom import newsroom_in
from bot.web.public.views import Reader
from feeds.errors import FeedsError
from feeds.storage import feeds as feeds_table
from feeds.storage import stories

#: What a button says in the chat, by its act.
ACTS: Final = {
    "approve": ("/tinjau terima", "newsroom/ditahan"),
    "reject": ("/tinjau tolak", "newsroom/ditahan"),
    "pause": ("/feed_jeda", "newsroom/feed"),
    "resume": ("/feed_lanjut", "newsroom/feed"),
    "thaw": ("/feed_cair", "newsroom/feed"),
    "examine": ("/feed_periksa", "newsroom/feed"),
    "correct": ("/ralat", "newsroom/berita"),
    "recall": ("/tarik", "newsroom/berita"),
    "resend": ("/kirim_ulang", "newsroom/berita"),
}
#: Rows of a page; days of a chart; bytes of a form.
PAGE, DAYS, FORM_BYTES = 30, 30, 4_096
_NUMBER = re.compile(r"[0-9]{1,9}")
_BEFORE = re.compile(r"[0-9]{1,18}")

_log = structlog.get_logger(__name__)

_Show = Callable[[Request, Admin], Awaitable[tuple[str, Html] | None]]


@dataclass(frozen=True, slots=True)
class Newsroom:
    """Serves the newsroom. 401 to whom nobody knows, 403 beyond a role and to what is forged, 429, 503."""

    desk: Desk
    frames: dict[Language, Frame]
    #: Where the service is published, None when it is not.
    public_url: str | None
    by_network: Limiter

    def routes(self) -> list[BaseRoute]:
        """Everything that is served here."""
        pages: tuple[tuple[str, Role, _Show], ...] = (
            ("", "reviewer", self._overview),
            ("/ditahan", "reviewer", self._held),
            ("/feed", "editor", self._feeds),
            ("/berita", "editor", self._stories),
            ("/berita/{story}", "editor", self._story),
            ("/pengumuman", "editor", self._announcements),
            ("/pembaca", "editor", self._people),
            ("/catatan", "owner", self._log),
        )
        return [
            Route("/newsroom/masuk/{token}", self._guarded(self._enter), methods=["GET", "POST"]),
            Route("/newsroom/keluar", self._guarded(self._leave), methods=["POST"]),
            Route("/newsroom/tindakan", self._guarded(self._act), methods=["POST"]),
            *(Route(f"/newsroom{path}", self._guarded(self._shown(least, show))) for path, least, show in pages),
        ]

    # --- in and out ---

    async def _enter(self, request: Request) -> Response:
        reader = self._reader(request)
        words = newsroom_in(reader.language)
        if request.method != "POST":
            return self._page(reader, 200, words.enter_title, views.enter(words))
        if not self._is_ours(request):
            return self._sentence(reader, 403, words.may_not_title, words.forged)
        session = secrets.token_urlsafe(32)
        token = request.path_params["token"]
        person = await self.desk.database.write(newsroom.sign_in, token, session, self.desk.clock())
        if person is None:
            return self._sentence(reader, 403, words.enter_title, words.enter_bad)
        answer = RedirectResponse("../../newsroom", 303)
        lasts = int(SESSION_FOR.total_seconds())
        https = self._is_https
        answer.set_cookie(
            self._cookie, session, max_age=lasts, path="/", secure=https, httponly=True, samesite="strict"
        )
        return answer

    async def _leave(self, request: Request) -> Response:
        reader = self._reader(request)
        words = newsroom_in(reader.language)
        admin, form = await self._admin(request), await _form(request)
        if admin is None:
            return self._sentence(reader, 401, words.title, words.outside)
        if not self._is_ours(request) or not _same(form.get("tanda", ""), admin.form_token):
            return self._sentence(reader, 403, words.may_not_title, words.forged)
        await self.desk.database.write(newsroom.sign_out, request.cookies[self._cookie], self.desk.clock())
        answer = self._sentence(reader, 200, words.title, words.left)
        answer.delete_cookie(self._cookie, path="/", secure=self._is_https, httponly=True, samesite="strict")
        return answer

    # --- acts ---

    async def _act(self, request: Request) -> Response:
        """Does what the chat's command does, by its code; who may is the command's own word."""
        reader = self._reader(request)
        words = newsroom_in(reader.language)
        admin, form = await self._admin(request), await _form(request)
        if admin is None:
            return self._sentence(reader, 401, words.title, words.outside)
        act, number = ACTS.get(form.get("tindakan", "")), form.get("nomor", "")
        if not self._is_ours(request) or not _same(form.get("tanda", ""), admin.form_token):
            return self._sentence(reader, 403, words.may_not_title, words.forged)
        if act is None or not _NUMBER.fullmatch(number):
            return self._sentence(reader, 400, words.may_not_title, words.forged)
        line, back = act
        understood = understand(f"{line} {number}", COMMANDS, role=admin.role)
        if understood.command is None:
            return self._sentence(reader, 403, words.may_not_title, words.may_not)
        channel, _, address = admin.who.partition(":")
        person = Person(
            "telegram" if channel == "telegram" else "whatsapp" if channel == "whatsapp" else "web", address
        )
        incoming = Incoming(person.channel, address, "private", line, address, reader.language)
        asked = commands_desk.Request(incoming, understood.words, None, reader.language, reader.timezone, admin.role)
        said = await understood.command.handler(self.desk, asked)
        return self._page(reader, 200, words.done_title, views.done(admin, said, back))

    # --- pages ---

    async def _overview(self, _request: Request, admin: Admin) -> tuple[str, Html]:
        words, counted = admin.words, await self.desk.database.read(figures)
        shown = (
            (words.now_held, counted.stories.get("held", 0)),
            (words.now_sick, counted.feeds.get("sick", 0)),
            (words.now_doubt, await self.desk.database.read(readership.in_doubt)),
            (words.now_queued, sum(counted.queued.values())),
        )
        return "newsroom", views.overview(admin, shown)

    async def _held(self, _request: Request, admin: Admin) -> tuple[str, Html]:
        return "newsroom/ditahan", views.held(admin, await self.desk.database.read(stories.held, PAGE))

    async def _feeds(self, _request: Request, admin: Admin) -> tuple[str, Html]:
        return "newsroom/feed", views.feeds(admin, await self.desk.database.read(feeds_table.list_all))

    async def _stories(self, _request: Request, admin: Admin) -> tuple[str, Html]:
        return "newsroom/berita", views.stories(admin, await self.desk.database.read(stories.latest, PAGE))

    async def _story(self, request: Request, admin: Admin) -> tuple[str, Html] | None:
        asked = request.path_params["story"]
        known = await self.desk.database.read(proof.story_proof, int(asked) if _NUMBER.fullmatch(asked) else 0)
        return None if known is None else ("newsroom/berita", views.story(admin, known))

    async def _announcements(self, _request: Request, admin: Admin) -> tuple[str, Html]:
        shown = await self.desk.database.read(announcements.newest, PAGE)
        return "newsroom/pengumuman", views.announcements(admin, shown)

    async def _people(self, _request: Request, admin: Admin) -> tuple[str, Html]:
        database = self.desk.database
        today = self.desk.clock().astimezone(ZoneInfo(self.desk.timezone))
        first = datetime(today.year, today.month, today.day, tzinfo=today.tzinfo) - timedelta(days=DAYS - 1)
        names = [(first + timedelta(days=day)).date().isoformat() for day in range(DAYS)]
        sent = await database.read(readership.sent_by_day, first, DAYS)
        readers = await database.read(readership.subscribers_by_day, first, DAYS)
        found = await database.read(readership.readership)
        shown = views.people(admin, found, list(zip(names, sent, strict=True)), list(zip(names, readers, strict=True)))
        return "newsroom/pembaca", shown

    async def _log(self, request: Request, admin: Admin) -> tuple[str, Html]:
        asked = request.query_params.get("sebelum", "")
        before = int(asked) if _BEFORE.fullmatch(asked) else None
        acts = await self.desk.database.read(audit.page, PAGE + 1, before)
        older = acts[PAGE - 1].id if len(acts) > PAGE else None
        return "newsroom/catatan", views.log(admin, acts[:PAGE], older)

    # --- what all of them share ---

    def _shown(self, least: Role, show: _Show) -> Callable[[Request], Awaitable[Response]]:
        async def shown(request: Request) -> Response:
            reader = self._reader(request)
            words, admin = newsroom_in(reader.language), await self._admin(request)
            if admin is None:
                return self._sentence(reader, 401, words.title, words.outside)
            if not may(admin.role, least):
                return self._sentence(reader, 403, words.may_not_title, words.may_not)
            page = await show(request, admin)
            if page is None:
                return self._sentence(reader, 404, reader.words.missing_title, reader.words.missing)
            current, content = page
            return self._page(reader, 200, words.pages[current], content, current)

        return shown

    def _guarded(self, serve: Callable[[Request], Awaitable[Response]]) -> Callable[[Request], Awaitable[Response]]:
        async def guarded(request: Request) -> Response:
            reader = self._reader(request)
            wait = self.by_network.take(network_of(request))
            if wait:
                seconds = str(int(wait.total_seconds()) + 1)
                return self._sentence(reader, 429, reader.words.busy_title, reader.words.busy.format(seconds=seconds))
            try:
                return await serve(request)
            except FeedsError as problem:
                _log.warning("newsroom_failed", error=str(problem))
                return self._sentence(reader, 503, reader.words.broken_title, reader.words.broken)

        return guarded

    async def _admin(self, request: Request) -> Admin | None:
        """Who is signed in, with the role of this moment; None for everybody else."""
        session = request.cookies.get(self._cookie, "")
        person = await self.desk.database.read(newsroom.signed_in, session, self.desk.clock())
        if person is None:
            return None
        invited = await self.desk.database.read(team.role_of, person.channel, person.address)
        role = self.desk.role(person.channel, person.address, invited)
        if role is None:
            return None
        token = hashlib.sha256(b"form " + session.encode("utf-8", "replace")).hexdigest()
        return Admin(self._reader(request), person.who, role, token)

    def _is_ours(self, request: Request) -> bool:
        """Whether a form was sent by a page of ours; a request that does not say where it comes from was not."""
        origin = request.headers.get("origin", "").lower()
        if self.public_url is not None:
            parts = urlsplit(self.public_url)
            return origin == f"{parts.scheme}://{parts.netloc}".lower()
        return bool(origin) and origin == f"http://{request.headers.get('host', '').lower()}"

    @property
    def _is_https(self) -> bool:
        return self.public_url is not None and self.public_url.startswith("https:")

    @property
    def _cookie(self) -> str:
        return "__Host-ruang" if self._is_https else "ruang"

    def _reader(self, request: Request) -> Reader:
        language = language_of(request.headers.get("accept-language", "")) or "id"
        steps = request.scope["path"].removeprefix(request.scope.get("root_path", "")).count("/") - 1
        return Reader(language, self.desk.timezone, "../" * max(0, min(steps, 20)))

    def _page(self, reader: Reader, status: int, title: str, content: Html, current: str = "-") -> Response:
        body = self.frames[reader.language].page(title, content, root=reader.root, current=current)
        return Response(body, status, {"cache-control": "no-store"}, "text/html; charset=utf-8")

    def _sentence(self, reader: Reader, status: int, title: str, words: str) -> Response:
        return self._page(reader, status, title, views.sentence(title, words))


async def _form(request: Request) -> dict[str, str]:
    """The fields of a form; none when it is larger than ours are, or is none."""
    body = b""
    try:
        async for part in request.stream():
            body += part
            if len(body) > FORM_BYTES:
                return {}
        fields = parse_qs(body.decode("ascii", "replace"), max_num_fields=10)
    except (ValueError, ClientDisconnect):
        return {}
    return {name: values[0] for name, values in fields.items()}


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode("utf-8", "replace"), other.encode())
