"""Where this package's line of migrations lies."""

from pathlib import Path

from bot.storage import (
    schema,
    schema_choosing,
    schema_costs,
    schema_desk,
    schema_leases,
    schema_newsroom,
    schema_totals,
    schema_whatsapp,
)
from feeds.storage.migrate import Branch

BOT = Branch("bot", Path(__file__).parent / "versions", schema.REVISION)
#: Tables that lie in files of their own; whoever migrates knows them all.
TABLES = (
    schema_choosing.subscriptions,
    schema_choosing.story_tags,
    schema_choosing.reports,
    schema_costs.charges,
    schema_costs.budgets,
    schema_costs.rate_confirmations,
    schema_costs.template_standings,
    schema_costs.admin_notices,
    schema_costs.admin_notices_told,
    schema_costs.consent_notices,
    schema_costs.consents,
    schema_costs.link_codes,
    schema_costs.links,
    schema_desk.audit,
    schema_desk.admins,
    schema_desk.invitations,
    schema_desk.announcements,
    schema_leases.leases,
    schema_totals.delivery_totals,
    schema_totals.errand_totals,
    schema_totals.story_delays,
    schema_newsroom.newsroom_links,
    schema_newsroom.newsroom_sessions,
    schema_whatsapp.whatsapp_people,
    schema_whatsapp.whatsapp_events,
)
