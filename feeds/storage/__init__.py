"""Everything that knows SQL about news: engine, schema, migrations and queries."""
