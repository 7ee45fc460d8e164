"""WhatsApp's message templates: what they say, Meta's rules for them, how they are filled, whether they may be used."""
