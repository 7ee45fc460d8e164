"""Everything that knows SQL about people: chats, subscriptions, deliveries."""
