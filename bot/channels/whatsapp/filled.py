"""A filled template as WhatsApp's API takes it. Pure."""

from __future__ import annotations

from bot.channels.whatsapp.messages import Parameter, Template, UrlEnding
from bot.model import Message


def template_of(message: Message) -> Template | None:
    """The template that stands for a message outside of the 24 hours; None when it has none."""
    use = message.template
    if use is None:
        return None
    body = tuple(Parameter(text, name=name) for name, text in use.parameters)
    buttons = () if use.button is None else (UrlEnding(0, use.button),)
    return Template(use.name, use.language, body=body, buttons=buttons)
