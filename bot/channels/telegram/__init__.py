"""Telegram: the only room that knows python-telegram-bot, the Bot API's markup, its limits and its errors."""
