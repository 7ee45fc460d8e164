"""What the feed doctor says in English, by finding."""

from __future__ import annotations

from collections.abc import Mapping

from bot.texts.catalogue import Advice

_LOST = "As long as this lasts, citizens get no news from this site."


ENGLISH: Mapping[str, Advice] = {
    "bad_url": Advice(
        "That is no web address.", _LOST, "Please send the feed's full address, beginning with https://."
    ),
    "forbidden_address": Advice(
        "The host name leads to an internal address.",
        "For safety we read public addresses only.",
        "Please check the site's DNS records: the address must be public.",
    ),
    "dns": Advice("There is no such host name.", _LOST, "Please check whether the domain is active and its DNS right."),
    "refused": Advice(
        "The server refuses or drops the connection.",
        _LOST,
        "Please check that the web server runs and that no firewall closes port 443.",
    ),
    "tls": Advice(
        "The HTTPS certificate is wrong, expired, or its chain is incomplete.",
        "Browsers and readers refuse such a site.",
        "Please renew the certificate and install the full chain, not the site's certificate alone.",
    ),
    "tls_expired": Advice(
        "The HTTPS certificate has expired or is not valid yet.",
        _LOST,
        "Please renew the certificate, let it renew itself, and check the server's clock.",
    ),
    "tls_wrong_host": Advice(
        "The HTTPS certificate belongs to another host name.",
        _LOST,
        "Please issue a certificate that names this site, with and without www.",
    ),
    "tls_self_signed": Advice(
        "The HTTPS certificate is self-signed.",
        _LOST,
        "Please install one of a recognised authority; a free one will do, for example from Let’s Encrypt.",
    ),
    "tls_incomplete": Advice(
        "The HTTPS chain is incomplete (the intermediate certificate is not sent), or its issuer is unknown.",
        "Browsers often make up for that, other programs refuse the site.",
        "Please install the full chain (fullchain.pem), not the site's certificate alone (cert.pem).",
    ),
    "downgrade": Advice(
        "The site redirects from https down to http.",
        _LOST,
        "Please change the site's address to https; in WordPress both addresses under Settings, General.",
    ),
    "login": Advice(
        "The site asks for a user name and a password (401).", _LOST, "Please open the feed's address to the public."
    ),
    "challenge": Advice(
        "The site's firewall sends a page that tests the browser.",
        "Only people get past such a page, so no news can be read.",
        "Please exempt the feed's address and the robot named “Kentongan” in Cloudflare or another firewall.",
    ),
    "suspended": Advice(
        "The hosting account is suspended or the domain has expired.",
        _LOST,
        "Please ask the hosting provider or the registrar; usually a renewal is due.",
    ),
    "error_page": Advice(
        "What we got is an error page of the site's program, with a status as if all were well.",
        _LOST,
        "Please look at PHP's error log and the database connection, above all after an update of plugins.",
    ),
    "maintenance": Advice(
        "The site is in maintenance mode.",
        _LOST,
        "Please end it; in WordPress delete a .maintenance file that was left behind.",
    ),
    "script_page": Advice(
        "What we got is an empty page that scripts fill in a browser.",
        _LOST,
        "Please offer an RSS address that is XML by itself, without scripts.",
    ),
    "timeout": Advice("The site did not finish within a minute.", _LOST, "Please check its load and cache the feed."),
    "too_big": Advice(
        "The feed is larger than we read (2 MB).", _LOST, "Please limit it to the newest 10 to 20 entries."
    ),
    "redirects": Advice(
        "The site redirects in circles or down from https to http.",
        _LOST,
        "Please make the feed's address lead straight to its content over https.",
    ),
    "coding": Advice("Compressed data is broken.", _LOST, "Please check gzip on the server or CDN."),
    "gone": Advice("The site says that the feed was removed (410).", _LOST, "Please tell us the new address."),
    "not_found": Advice("There is no such page (404).", _LOST, "Please switch the feed on; on WordPress it is /feed/."),
    "denied": Advice(
        "The site forbids us to read (401 or 403), usually its firewall.",
        _LOST,
        "Please let the robot named “Kentongan” read the feed's address.",
    ),
    "too_many": Advice(
        "The site asks us to come less often (429).",
        "News may be late but is not lost.",
        "Please relax the limit for the feed; we come four times an hour at most.",
    ),
    "server": Advice("The site's server has an error (5xx).", _LOST, "Please look at its error log."),
    "status": Advice("The site gives an unusual answer.", _LOST, "Please open the feed's address in a browser."),
    "protocol": Advice("The answer breaks the rules of the web.", _LOST, "Please check the web server or its CDN."),
    "empty": Advice("The site answers with an empty page.", _LOST, "Please look for PHP errors on the feed's page."),
    "html": Advice(
        "What we got is a web page, not a feed.",
        _LOST,
        "Please tell us the RSS address or switch RSS on; on WordPress it is /feed/.",
    ),
    "not_xml": Advice("That is no RSS or Atom.", _LOST, "Please tell us the site's RSS address."),
    "no_feed": Advice("That is XML, but no RSS or Atom.", _LOST, "Please tell us the site's RSS address."),
    "broken_off": Advice(
        "The feed breaks off before its first entry.",
        _LOST,
        "Please look for a PHP error or a time limit on the server that cuts the feed off.",
    ),
    "too_slow": Advice(
        "The feed is too heavy to parse.",
        _LOST,
        "Please look for injected content or something repeated thousands of times.",
    ),
    "crashed": Advice("The feed is too broken to parse.", _LOST, "Please test it with an RSS validator."),
    "no_entries": Advice(
        "The feed has no entries.", _LOST, "Please check how many entries and which categories it shows."
    ),
    "hijacked": Advice(
        "Some content looks injected by an intruder.",
        "The site was probably hacked. We hold such content and do not send it.",
        "Please remove it, update every plugin, change the passwords, and report it to your CSIRT.",
    ),
    "foreign_redirect": Advice(
        "The feed is redirected to another domain.",
        "Domains expire and are hacked, so we hold what is there.",
        "Please confirm that this is meant, and tell us the new address.",
    ),
    "moved": Advice(
        "The feed moved within its site.",
        "We follow; the new address is stored after five good polls.",
        "Nothing needs to be done.",
    ),
    "plain_http": Advice(
        "The site still uses unprotected http.",
        "What it says can be changed on the way.",
        "Please install HTTPS; certificates are free, for example from Let’s Encrypt.",
    ),
    "slow": Advice("The site answers very slowly.", "If it gets worse, nothing can be read.", "Please cache the feed."),
    "heavy": Advice(
        "The feed is very large.",
        "Every poll is a burden to the site itself.",
        "Please limit it to the newest 10 to 20 entries.",
    ),
    "no_validators": Advice(
        "The site gives neither ETag nor Last-Modified.",
        "Every poll downloads all of it, so we come once an hour only.",
        "Please switch on ETag or Last-Modified for the feed on the server or CDN.",
    ),
    "charset": Advice(
        "The declared charset is not the one used.",
        "We guess; some letters may be wrong.",
        "Please send the feed as UTF-8 and declare UTF-8.",
    ),
    "junk": Advice(
        "Something stands before the XML, usually a PHP warning.",
        "Many feed readers refuse that.",
        "Please switch display_errors off and mend what the warning is about.",
    ),
    "broken_xml": Advice(
        "The feed's XML is broken, usually by a & or < that is not written as &amp; or &lt;.",
        "We still read it, but parts may be lost, and many other readers refuse it.",
        "Please test the feed at validator.w3.org/feed and mend the line that it names.",
    ),
    "torn": Advice(
        "The feed breaks off.",
        "We leave its last entry out until it is whole.",
        "Please check PHP's time and memory limits on the feed's page.",
    ),
    "undated": Advice(
        "Some entries have no date that can be read.",
        "We take them as published when first seen.",
        "Please write pubDate as RFC 822, for example: Tue, 06 Oct 2026 09:10:00 +0700.",
    ),
    "future": Advice(
        "Some entries are dated into the future.",
        "Usually the site's time zone is wrong; we use the time they were seen.",
        "Please set the site's time zone to Asia/Jakarta, Asia/Makassar or Asia/Jayapura.",
    ),
    "zone": Advice(
        "Entries are dated ahead of the clock: local time is called UTC.",
        "News may stand in the wrong order; we use the time it was seen.",
        "Please set the site's time zone, not its clock; in WordPress under Settings, General: Jakarta, Makassar or "
        "Jayapura.",
    ),
    "stale_cache": Advice(
        "A cache in front of the site keeps the feed for hours.",
        "News comes late.",
        "Please limit the feed's max-age to 15 minutes.",
    ),
    "wrong_type": Advice(
        "The feed is sent as text/html.",
        "Some feed readers refuse that.",
        "Please send it with the Content-Type application/rss+xml.",
    ),
    "silent": Advice(
        "Nothing new for a long time.",
        "Perhaps this feed is not kept up any more.",
        "Please confirm that it is in use, or tell us the new one.",
    ),
    "shared_links": Advice(
        "Several entries have the same link.",
        "People can't open the one they mean.",
        "Please give each entry the address of its own page.",
    ),
    "no_identity": Advice(
        "Some entries have neither guid nor link.",
        "We know them by title alone; a changed title may be sent twice.",
        "Please give each entry a guid or a link.",
    ),
    "no_link": Advice(
        "Some entries have no link.", "People can't open them.", "Please give each entry the address of its page."
    ),
    "internal": Advice(
        "Something went wrong on our side while reading this feed.",
        _LOST,
        "There is nothing for the webmaster to do; please tell whoever runs this service.",
    ),
    "teasers": Advice(
        "The feed has teasers only.",
        "Our summaries are shorter for it.",
        "Please choose “full text” in the feed's settings.",
    ),
}
