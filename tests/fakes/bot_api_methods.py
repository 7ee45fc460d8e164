"""What each method of the fake Bot API does. Texts of refusals are the real server's, letter by letter."""

from __future__ import annotations

import asyncio
import json
from urllib.parse import urlsplit

from tests.fakes.telegram_people import member
from tests.fakes.telegram_text import RefusedError, read_text

#: Longest that the real server holds a poll.
LONGEST_POLL = 50
#: Kinds of updates that come only to those who ask for them.
_ASKED_FOR = {"chat_member", "message_reaction", "message_reaction_count"}


class RefusalError(Exception):
    """The server's answer to a request that it does not carry out."""

    def __init__(self, status, description, parameters=None):
        super().__init__(description)
        self.status = status
        self.description = description
        self.parameters = parameters


def bad(description):
    """A refusal of the commonest kind."""
    return RefusalError(400, f"Bad Request: {description}")


class Methods:
    """Methods of the Bot API by the name do_<method>, in small letters because the real server minds no case; each takes parameters as strings and gives the result."""

    def __init__(self):
        self.updates = []
        #: BotCommand objects by (scope, language).
        self.commands = {}
        #: The parameters of setWebhook, None when there is none.
        self.webhook = None
        self.webhook_error = None
        self._allowed = None
        self._update_id = 7000
        self._update_came = asyncio.Event()
        self._poll = None
        self._queries = set()

    # --- updates ------------------------------------------------------------------------------------------------

    def put(self, kind, content):
        """Something happens: an update for the bot. Gives it, also when the bot asked for no such kind."""
        self._update_id += 1
        update = {"update_id": self._update_id, kind: content}
        if kind in self._allowed if self._allowed else kind not in _ASKED_FOR:
            self.updates.append(update)
            self._update_came.set()
        return update

    def put_raw(self, update):
        """Puts an update that no real server would send."""
        self._update_id += 1
        self.updates.append({"update_id": self._update_id} | update)
        self._update_came.set()

    async def do_getupdates(self, parameters):
        if self.webhook is not None:
            raise RefusalError(
                409,
                "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the "
                "webhook first",
            )
        if self._poll is not None:
            self._poll.set()
        mine = self._poll = asyncio.Event()
        if "allowed_updates" in parameters:
            self._allowed = json.loads(parameters["allowed_updates"])
        offset = int(parameters.get("offset", 0))
        self.updates = [update for update in self.updates if update["update_id"] >= offset]
        if not self.updates:
            await self._wait_for_update(mine, min(int(parameters.get("timeout", 0)), LONGEST_POLL))
        if mine.is_set():
            raise RefusalError(
                409,
                "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
            )
        self._poll = None
        return self.updates[: int(parameters.get("limit", 100))]

    async def _wait_for_update(self, ended, seconds):
        self._update_came.clear()
        waits = {asyncio.ensure_future(event.wait()) for event in (self._update_came, ended)}
        if seconds:
            await asyncio.wait(waits, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        for wait in waits:
            wait.cancel()

    async def do_setwebhook(self, parameters):
        if urlsplit(parameters["url"]).scheme != "https":
            raise bad("bad webhook: An HTTPS URL must be provided for webhook")
        self.webhook = parameters
        self._allowed = json.loads(parameters.get("allowed_updates", "[]"))
        return True

    async def do_deletewebhook(self, _parameters):
        self.webhook = None
        return True

    async def do_getwebhookinfo(self, _parameters):
        info = {
            "url": self.webhook["url"] if self.webhook else "",
            "has_custom_certificate": False,
            "pending_update_count": len(self.updates),
        }
        if self.webhook_error is not None:
            at, words = self.webhook_error
            info |= {"last_error_date": at, "last_error_message": words}
        return info

    # --- the bot itself -----------------------------------------------------------------------------------------

    async def do_getme(self, _parameters):
        return self.me() | {
            "can_join_groups": True,
            "can_read_all_group_messages": False,
            "supports_inline_queries": False,
        }

    async def do_setmycommands(self, parameters):
        scope = json.loads(parameters.get("scope", '{"type":"default"}'))["type"]
        commands = json.loads(parameters["commands"])
        if len(commands) > 100:
            raise bad("BOT_COMMANDS_TOO_MUCH")
        for each in commands:
            word = each["command"]
            if not (1 <= len(word) <= 32 and word.isascii() and word == word.lower() and word.isidentifier()):
                raise bad("BOT_COMMAND_INVALID")
            if not 1 <= len(each["description"]) <= 256:
                raise bad("BOT_COMMAND_DESCRIPTION_INVALID")
        self.commands[scope, parameters.get("language_code", "")] = commands
        return True

    async def do_getchatmember(self, parameters):
        place = self._place(parameters)
        user = int(parameters["user_id"])
        if user not in self.places:
            raise bad("PARTICIPANT_ID_INVALID")
        return member(self.places[user].user(), place.members.get(user, "left"))

    # --- messages -----------------------------------------------------------------------------------------------

    async def do_sendmessage(self, parameters):
        text, entities = self._text(parameters)
        buttons = self._buttons(parameters)
        place = self._place(parameters)
        self._may_write(place)
        topic = self._topic(place, parameters)
        sent = self.make_sent(self.number(), place, topic, text, entities, buttons, parameters)
        self.sent.append(sent)
        return sent.message()

    async def do_sendphoto(self, parameters):
        return self._send_file("photo", parameters)

    async def do_senddocument(self, parameters):
        return self._send_file("document", parameters)

    def _send_file(self, kind, parameters):
        if len(parameters.get("caption", "")) and "parse_mode" in parameters:
            text, entities = self._text({"text": parameters["caption"], "parse_mode": parameters["parse_mode"]})
        else:
            text, entities = parameters.get("caption", ""), []
        if len(text) > 1024:
            raise bad("message caption is too long")
        buttons = self._buttons(parameters)
        place = self._place(parameters)
        self._may_write(place)
        topic = self._topic(place, parameters)
        if kind not in self.uploads:
            raise bad(f"there is no {kind} in the request")
        name, media_type, content = self.uploads.pop(kind)
        if not content:
            raise bad("file must be non-empty")
        if kind == "photo" and not content.startswith((b"\x89PNG", b"\xff\xd8")):
            raise bad("IMAGE_PROCESS_FAILED")
        sent = self.make_sent(self.number(), place, topic, text, entities, buttons, parameters)
        sent.file = (kind, name, media_type, content)
        self.sent.append(sent)
        return sent.message()

    async def do_getfile(self, parameters):
        path = f"documents/{parameters['file_id']}"
        if path not in self.files:
            raise bad("wrong file_id or the file is temporarily unavailable")
        if len(self.files[path]) > 20_000_000:
            raise bad("file is too big")
        return {"file_id": parameters["file_id"], "file_unique_id": parameters["file_id"], "file_path": path}

    async def do_editmessagetext(self, parameters):
        text, entities = self._text(parameters)
        buttons = self._buttons(parameters)
        place = self._place(parameters)
        number = int(parameters["message_id"])
        sent = next((each for each in self.sent if each.place is place and each.message_id == number), None)
        if sent is None:
            raise bad("message to edit not found")
        if sent.file is not None:
            raise bad("there is no text in the message to edit")
        if (sent.text, sent.entities, sent.buttons) == (text, entities, buttons):
            raise bad(
                "message is not modified: specified new message content and reply markup are exactly the same as a "
                "current content and reply markup of the message"
            )
        sent.text, sent.entities, sent.buttons = text, entities, buttons
        return sent.message()

    async def do_deletemessage(self, parameters):
        place = self._place(parameters)
        number = int(parameters["message_id"])
        sent = next((each for each in self.sent if each.place is place and each.message_id == number), None)
        if sent is None:
            raise bad("message to delete not found")
        if sent.old:
            raise bad("message can't be deleted")
        self.sent.remove(sent)
        return True

    def new_query(self):
        """The id of a button that was just pressed."""
        query = str(self.number())
        self._queries.add(query)
        return query

    async def do_answercallbackquery(self, parameters):
        query = parameters.get("callback_query_id")
        if query not in self._queries:
            raise bad("query is too old and response timeout expired or query ID is invalid")
        self._queries.remove(query)
        return True

    # --- what the server checks ---------------------------------------------------------------------------------

    def _text(self, parameters):
        try:
            return read_text(parameters.get("text", ""), parameters.get("parse_mode"))
        except RefusedError as refused:
            raise bad(str(refused)) from None

    def _buttons(self, parameters):
        rows = json.loads(parameters.get("reply_markup", "{}")).get("inline_keyboard", [])
        for button in (button for row in rows for button in row):
            if not button["text"]:
                raise bad("inline keyboard button text is empty")
            if not 1 <= len(button.get("callback_data", "x").encode()) <= 64:
                raise bad("BUTTON_DATA_INVALID")
            url = urlsplit(button.get("url", "https://contoh.go.id"))
            if url.scheme not in {"http", "https", "tg"} or "." not in (url.hostname or "") + url.netloc:
                raise bad(f"inline keyboard button URL '{button['url']}' is invalid: Wrong HTTP URL")
        return rows

    def _place(self, parameters):
        if not parameters.get("chat_id"):
            raise bad("chat_id is empty")
        place = self.places.get(int(parameters["chat_id"]))
        if place is None or place.bot is None:
            raise bad("chat not found")
        if place.upgraded_to is not None:
            raise RefusalError(
                400,
                "Bad Request: group chat was upgraded to a supergroup chat",
                {"migrate_to_chat_id": place.upgraded_to},
            )
        return place

    def _may_write(self, place):
        where = {"group": "group chat", "supergroup": "supergroup chat", "channel": "channel chat"}.get(place.type)
        match place.bot, place.type:
            case "kicked", "private":
                raise RefusalError(403, "Forbidden: bot was blocked by the user")
            case "deactivated", "private":
                raise RefusalError(403, "Forbidden: user is deactivated")
            case "kicked", _:
                raise RefusalError(403, f"Forbidden: bot was kicked from the {where}")
            case "left", _:
                raise RefusalError(403, f"Forbidden: bot is not a member of the {where}")
            case "restricted", _:
                raise bad("not enough rights to send text messages to the chat")
            case _, "channel" if not place.can_post:
                raise bad("need administrator rights in the channel chat")

    def _topic(self, place, parameters):
        if "message_thread_id" not in parameters:
            return None
        topic = int(parameters["message_thread_id"])
        state = (place.topics or {}).get(topic)
        if state is None:
            raise bad("message thread not found")
        if state == "closed":
            raise bad("TOPIC_CLOSED")
        return topic
