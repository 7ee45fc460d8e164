"""The files for deploying: what they name exists, ports agree, and nothing runs as root.

There is no container engine on the machines that run these tests: an image is not built here.
"""

import re
import shutil
import subprocess
import tomllib
from typing import get_args

import pytest
import yaml
from pydantic import BaseModel

from bot.config import Config
from bot.web.websub import BODY_LIMIT
from tests.conftest import PROJECT

DEPLOY = PROJECT / "deploy"
PORT = tomllib.loads((PROJECT / "config.example.toml").read_text("utf-8"))["web"]["listen"].rpartition(":")[2]
FILES = sorted(path for path in DEPLOY.iterdir() if path.suffix != ".json")


def read(name):
    return (DEPLOY / name).read_text("utf-8")


def known_settings():
    """Every name in the environment that the configuration reads."""
    known = set()
    for section, field in Config.model_fields.items():
        kinds = [kind for kind in (field.annotation, *get_args(field.annotation)) if isinstance(kind, type)]
        for kind in kinds:
            if issubclass(kind, BaseModel):
                known |= {f"KENTONGAN_{section}__{key}".upper() for key in kind.model_fields}
    return known


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_setting_named_exists(path):
    """A setting with a wrong name would be refused at the start."""
    named = set(re.findall(r"KENTONGAN_[A-Z]+__[A-Z_]+", path.read_text("utf-8")))

    assert named <= known_settings()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_no_secret_stands_in_a_file(path):
    """Passwords and tokens come from the environment."""
    for value in re.findall(r"(?i)(?:password|token|secret)\w*(?:=|: )\s*(\S+)", path.read_text("utf-8")):
        assert value.startswith(("${", "..."))


# --- the image ----------------------------------------------------------------------------------------------------


def stages():
    """The instructions of each stage of the image."""
    text = re.sub(r"\\\n", " ", read("Containerfile"))
    lines = [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]
    found = []
    for line in lines:
        if line.startswith("FROM "):
            found.append([])
        if found:
            found[-1].append(line)
    return found


def test_the_image_runs_without_root_and_without_tools():
    """Two stages; the last one has a numeric user before its entry point, and no pip of its own is called."""
    build, final = stages()

    user = next(line for line in final if line.startswith("USER "))
    assert int(user.split()[1]) > 0
    assert final.index(user) < final.index('ENTRYPOINT ["kentongan"]')
    assert any("--require-hashes" in line and "--only-binary :all:" in line for line in build)
    assert not any("pip" in line for line in final)


def test_what_the_image_copies_is_there():
    """And the list of what goes to the builder lets it through."""
    let_through = {line[1:] for line in read("Containerfile.dockerignore").splitlines() if line.startswith("!")}
    copied = {
        source
        for line in stages()[0]
        if line.startswith("COPY ")
        for source in line.split()[1:-1]
        if not source.startswith("--")
    }

    assert copied == let_through
    assert all((PROJECT / source).exists() for source in copied)


def test_the_image_listens_where_it_says():
    """EXPOSE, the address it binds and the health check agree with the example."""
    text = read("Containerfile")

    assert f"EXPOSE {PORT}\n" in text
    assert f"KENTONGAN_WEB__LISTEN=0.0.0.0:{PORT}\n" in text
    assert f"http://127.0.0.1:{PORT}/healthz" in text


# --- compose ------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def compose():
    return yaml.safe_load(read("compose.yaml"))


def test_nothing_in_compose_can_write_to_itself_or_gain_rights(compose):
    """Read-only roots, no capabilities to begin with, no new privileges."""
    for service in compose["services"].values():
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]
    assert int(compose["services"]["kentongan"]["user"]) > 0


def test_only_this_machine_reaches_the_service_and_nobody_the_database(compose):
    """The port is published on loopback; the database is in an internal network without ports."""
    service, database = compose["services"]["kentongan"], compose["services"]["database"]

    assert service["ports"] == [f"127.0.0.1:{PORT}:{PORT}"]
    assert service["environment"]["KENTONGAN_WEB__LISTEN"] == f"0.0.0.0:{PORT}"
    assert "ports" not in database
    assert database["networks"] == ["inside"]
    assert compose["networks"]["inside"]["internal"] is True


def test_compose_mounts_only_volumes_it_names(compose):
    """A name that is misspelled would be a new, empty volume."""
    named = {
        mount.partition(":")[0]
        for service in compose["services"].values()
        for mount in service["volumes"]
        if not mount.startswith(".")
    }

    assert named == set(compose["volumes"])


# --- systemd ------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def analyze():
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.skip("systemd-analyze is not on this machine")

    def run(*arguments):
        return subprocess.run([program, *arguments], capture_output=True, text=True, check=False, timeout=30)

    return run


def test_systemd_understands_the_unit(analyze):
    """It complains of nothing but that the program is not installed here."""
    done = analyze("verify", str(DEPLOY / "kentongan.service"))
    complaints = [line for line in (done.stdout + done.stderr).splitlines() if "kentongan.service" in line]

    assert all("is not executable: No such file or directory" in line for line in complaints), complaints


def test_the_unit_is_hardened(analyze):
    """By systemd's own measure: 0 is best, 10 worst; an ordinary service has 9.6."""
    done = analyze("security", "--offline=true", str(DEPLOY / "kentongan.service"))
    level = re.search(r"Overall exposure level for kentongan.service: ([\d.]+)", done.stdout)

    assert level is not None, done.stderr
    assert float(level[1]) <= 1.5


def test_the_unit_runs_what_the_guide_installs():
    """The program's path, the configuration and the folder it may write."""
    unit, guide = read("kentongan.service"), (PROJECT / "docs" / "operations.md").read_text("utf-8")
    program = re.search(r"^ExecStart=(\S+) run --config (\S+)$", unit, re.MULTILINE)

    assert re.search(r"^User=(?!root$)\w+$", unit, re.MULTILINE)
    assert program[1].removesuffix("/.venv/bin/kentongan") in guide
    assert program[2] in guide
    assert "StateDirectory=kentongan" in unit


# --- proxies ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["Caddyfile", "nginx.conf"])
def test_proxies_pass_to_the_port_and_keep_the_figures_inside(name):
    """The example's address, figures and health for nobody outside, live events unbuffered."""
    text = read(name)

    assert f"127.0.0.1:{PORT}" in text
    assert all(word in text for word in ("metrics", "readyz", "healthz"))
    assert "flush_interval -1" in text or "proxy_buffering off" in text


def test_proxies_let_a_hub_speak():
    """Their limits are above our own."""
    caddy = int(re.search(r"max_size (\d+)MB", read("Caddyfile"))[1]) * 1_000_000
    nginx = int(re.search(r"client_max_body_size (\d+)m;", read("nginx.conf"))[1]) * 1024 * 1024

    assert min(caddy, nginx) > BODY_LIMIT


def test_braces_of_proxies_are_even():
    """What a slip of the pen leaves, where neither program is at hand to read them."""
    for name in ("Caddyfile", "nginx.conf"):
        code = "\n".join(line.partition("#")[0] for line in read(name).splitlines())
        assert code.count("{") == code.count("}")
