"""Canaries: secrets that would be found if they were ever shown, through real errors of the real program at debug."""

import asyncio

import aiohttp

from tests.e2e.process import Service, kentongan
from tests.fakes.bot_api import BotApi
from tests.fakes.website import serve_site
from tests.feeds.test_update import item, rss

WEBHOOK, MODEL = "kenari-webhook-71c2", "kenari-model-93ab"
PASSWORD = "kenari-sandi-55e0"
PHONE = "6281234509876"


async def test_no_secret_is_shown_at_debug(tmp_path):
    """Refused sends, a proxy's page that repeats the request, a model that fails, a wrong webhook, a lost database."""
    async with BotApi() as api, serve_site() as site:
        site.put("/feed/", rss(item("1", f"Hubungi {PHONE}"), title="Kab Rawa"))
        config = tmp_path / "config.toml"
        config.write_text(
            f'[database]\nurl = "sqlite:///{tmp_path}/k.db"\n[web]\nlisten = "127.0.0.1:0"\n'
            f'[telegram]\ntoken = "{api.token}"\napi_url = "{api.url}"\nwebhook_secret = "{WEBHOOK}"\n'
            f'[summary]\nurl = "{site.url("/v1")}"\nmodel = "m"\nkey = "{MODEL}"\n'
            f'[feeds]\nallow_private_hosts = ["{site.host}"]\n[[feed]]\nurl = "{site.url("/feed/")}"\n',
            "utf-8",
        )
        service = Service(config, tmp_path / "log.txt", "--log-level", "debug")
        await service.start()
        async with asyncio.timeout(30):
            while "feed updated" not in service.said():
                await asyncio.sleep(0)
        budi = api.person("Budi")
        page = f"<html>502: /bot{api.token}/sendMessage from {PHONE}</html>".encode()
        refused = api.answer_next(budi.id, 502, page)
        budi.says("/start")
        await refused.arrived.wait()
        budi.says("/status")
        await budi.reads()
        address = service.said().partition("web=")[2].split()[0]
        async with aiohttp.ClientSession() as client:
            for path in ("/telegram/webhook", f"/websub/{WEBHOOK}", f"/{PASSWORD}"):
                await client.post(address + path, data=b"x")
        code, out, err = await kentongan("backup", str(tmp_path / "copy.db"), "--config", str(config))
        assert code == 0, err
        assert await service.stop() == 0
        lost = {"KENTONGAN_DATABASE__URL": f"postgresql://kent:{PASSWORD}@127.0.0.1:1/kent"}
        code, shown, sentence = await kentongan("stats", "--config", str(config), **lost)
        assert code == 2
        everything = service.said() + out + err + shown + sentence
        files = await asyncio.to_thread(
            lambda: b"".join(path.read_bytes() for path in tmp_path.glob("*.db*") if path.is_file())
        )

    assert "feed updated" in everything
    for secret in (api.token, WEBHOOK, MODEL, PASSWORD):
        assert secret not in everything
        assert secret.encode() not in files
    assert PHONE not in everything
