"""Every way we know to lead a fetcher to a machine it must not touch, as one table for all tests of the address guard."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

#: A public address that no test reaches: whoever is asked to connect to it has let it through the guard.
PUBLIC = "93.184.216.34"


@dataclass(frozen=True, slots=True)
class GuardCase:
    """An address, what its name answers (for cases about names), and how the fetcher must refuse it."""

    id: str
    url: str
    answers: tuple[str, ...] = ()
    fault: Literal["forbidden_address", "bad_url", "dns"] = "forbidden_address"


def _literals() -> Sequence[GuardCase]:
    hosts = """
        127.0.0.1 127.0.0.2 127.255.255.254 0.0.0.0 0.255.255.255 10.0.0.1 10.255.255.255 172.16.0.1 172.31.255.255
        192.168.1.1 169.254.169.254 100.64.0.1 100.100.100.200 100.127.255.255 192.0.0.192 192.0.2.1 192.31.196.1
        192.52.193.1 192.88.99.1 192.175.48.1 198.18.0.1 198.19.255.255 198.51.100.7 203.0.113.9 224.0.0.1
        239.255.255.250 240.0.0.1 255.255.255.255
        [::1] [::] [::ffff:127.0.0.1] [::ffff:10.0.0.1] [::ffff:a9fe:a9fe] [::127.0.0.1] [::ffff:0:127.0.0.1]
        [fe80::1] [fec0::1] [fc00::1] [fd00:ec2::254] [64:ff9b::7f00:1] [64:ff9b::a9fe:a9fe] [64:ff9b:1::1]
        [2002:7f00:1::1] [2002:a00:1::] [2001::1] [2001:10::1] [2001:1ff:ffff::1] [2001:db8::1] [3fff::1] [100::1]
        [ff02::1] [5f00::1] [2620:4f:8000::1]
    """
    return [GuardCase(f"literal {host}", f"http://{host}/feed") for host in hosts.split()]


def _spellings() -> Sequence[GuardCase]:
    hosts = {
        "one decimal number": "2130706433",
        "one hex number": "0x7f000001",
        "one octal number": "017700000001",
        "octal part": "0177.0.0.1",
        "hex part": "0x7f.0.0.1",
        "hex and short": "0x7f.1",
        "two parts": "127.1",
        "three parts": "127.0.1",
        "zero": "0",
        "leading zeros": "127.000.000.001",
        "private as one number": "3232235777",
        "metadata as one number": "2852039166",
        "five parts": "1.2.3.4.5",
        "part too large": "256.0.0.1",
        "name that ends in a number": "feed.example.10",
        "trailing dot": "127.0.0.1.",
        "full-width digits": "１２７.0.0.1",
        "circled digits": "①②⑦.0.0.1",
        "ideographic dots": "127。0。0。1",
        "half-width ideographic dots": "127｡0｡0｡1",
        "full-width dots": "127．0．0．1",
        "circled letters": "ⓛocalhost",
        "percent signs": "%31%32%37.0.0.1",
        "IPv6 scope": "[fe80::1%25lo]",
    }
    return [GuardCase(f"spelling: {name}", f"http://{host}/feed") for name, host in hosts.items()]


def _names() -> Sequence[GuardCase]:
    hosts = """
        localhost LOCALHOST localhost. web.localhost localhost.localdomain printer.local x.internal
        metadata.google.internal router wpad.lan nas.home.arpa intranet.local. x.onion
    """
    return [GuardCase(f"name {host}", f"http://{host}/feed", (PUBLIC,)) for host in hosts.split()]


def _answers() -> Sequence[GuardCase]:
    lists = {
        "private": ("10.0.0.1",),
        "loopback": ("127.0.0.1",),
        "metadata": ("169.254.169.254",),
        "carrier NAT": ("100.64.0.1",),
        "IPv6 loopback": ("::1",),
        "mapped loopback": ("::ffff:127.0.0.1",),
        "compatible loopback": ("::127.0.0.1",),
        "site-local": ("fec0::1",),
        "unique local": ("fd12:3456::1",),
        "NAT64": ("64:ff9b::a00:1",),
        "6to4": ("2002:a00:1::1",),
        "mixed, public first": (PUBLIC, "10.0.0.1"),
        "mixed, private first": ("10.0.0.1", PUBLIC),
        "mixed families": (PUBLIC, "::1"),
        "mixed beyond the fourth": (PUBLIC, "8.8.8.8", "1.1.1.1", "9.9.9.9", "127.0.0.1"),
        "scoped": ("fe80::1%2",),
        "not a number": ("localhost",),
        "odd number": ("127.1",),
    }
    cases = [GuardCase(f"name answers: {name}", "http://feed.example/feed", answers) for name, answers in lists.items()]
    return [*cases, GuardCase("name answers: nothing", "http://feed.example/feed", (), "dns")]


def _tricks() -> Sequence[GuardCase]:
    urls: dict[str, tuple[str, Literal["forbidden_address", "bad_url"]]] = {
        "ideographic dot in a public name": ("http://feed。example/", "forbidden_address"),
        "full-width letters in a public name": ("http://ｆeed.example/", "forbidden_address"),
        "userinfo like a host": ("http://feed.example@127.0.0.1/feed", "forbidden_address"),
        "userinfo with port": ("http://feed.example:80@10.0.0.1/feed", "forbidden_address"),
        "two at signs": ("http://feed.example@feed.example@127.0.0.1/feed", "forbidden_address"),
        "fragment before host": ("http://127.0.0.1#@feed.example/", "forbidden_address"),
        "query before host": ("http://127.0.0.1?@feed.example/", "forbidden_address"),
        "zero-width character": ("http://local\u200bhost/", "bad_url"),
        "soft hyphen": ("http://local\u00adhost/", "bad_url"),
        "backslash": ("http://127.0.0.1\\@feed.example/", "bad_url"),
        "null byte in host": ("http://feed.example\x00.127.0.0.1/", "bad_url"),
        "encoded null byte": ("http://feed.example%00.local/", "forbidden_address"),
        "newline in host": ("http://feed.example\n.local/", "bad_url"),
        "tab in scheme": ("ht\ttp://127.0.0.1/", "bad_url"),
        "bytes that are no text": ("http://feed.example\udcff/", "bad_url"),
        "two ports": ("http://127.0.0.1:80:8080/", "bad_url"),
        "port zero": (f"http://{PUBLIC}:0/", "bad_url"),
        "port too large": (f"http://{PUBLIC}:65536/", "bad_url"),
        "port in letters": (f"http://{PUBLIC}:http/", "bad_url"),
        "port in Arabic digits": (f"http://{PUBLIC}:٨٠/", "bad_url"),
        "port of SSH": (f"http://{PUBLIC}:22/", "forbidden_address"),
        "port of mail": (f"http://{PUBLIC}:25/", "forbidden_address"),
        "port of Redis": ("http://feed.example:6379/", "forbidden_address"),
        "unclosed bracket": ("http://[::1/feed", "bad_url"),
        "no host": ("http:///feed", "bad_url"),
        "only a dot": ("http://./feed", "bad_url"),
        "two dots": ("http://feed..example/", "bad_url"),
        "two trailing dots": ("http://feed.example../", "bad_url"),
        "space in host": ("http://feed example.org/", "bad_url"),
        "label too long": (f"http://{'a' * 64}.example/", "bad_url"),
        "name too long": (f"http://{'abcdefgh.' * 30}example/", "bad_url"),
        "address too long": (f"http://feed.example/{'a' * 3000}", "bad_url"),
        "file": ("file:///etc/passwd", "bad_url"),
        "ftp": ("ftp://feed.example/", "bad_url"),
        "gopher": ("gopher://127.0.0.1:6379/_PING", "bad_url"),
        "data": ("data:text/xml,<rss/>", "bad_url"),
        "javascript": ("javascript:alert(1)", "bad_url"),
        "websocket": ("ws://127.0.0.1/", "bad_url"),
        "unix socket": ("http+unix://%2Frun%2Fdocker.sock/info", "bad_url"),
    }
    return [GuardCase(f"trick: {name}", url, (PUBLIC,), fault) for name, (url, fault) in urls.items()]


CASES: tuple[GuardCase, ...] = (*_literals(), *_spellings(), *_names(), *_answers(), *_tricks())
