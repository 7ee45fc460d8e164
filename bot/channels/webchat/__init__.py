"""The web chat: a page on which a visitor talks with the bot and sees news arrive, without any account."""
