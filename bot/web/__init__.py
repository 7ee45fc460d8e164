"""One ASGI application: health and the pages and webhooks that channels bring along."""
