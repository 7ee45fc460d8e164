"""The newsroom in a browser: what an admin can do by chat, and how things stand, at a glance."""
