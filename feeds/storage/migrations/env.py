"""Alembic's entry: migrates through the connection that `storage.migrate` hands over, in its transaction."""

from alembic import context

context.configure(connection=context.config.attributes["connection"], transaction_per_migration=False)
context.run_migrations()
