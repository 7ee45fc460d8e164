"""Certificates for tests on loopback, made on the spot: authorities, what they issue, and what is wrong with it."""

from __future__ import annotations

import ipaddress
import ssl
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtensionOID, NameOID

#: The keys of all authorities and hosts; making one takes longer than signing with it.
_HOST_KEY = ec.generate_private_key(ec.SECP256R1())
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Issued:
    """A certificate with the key that signs in its name."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(Encoding.DER)

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(Encoding.PEM)

    @property
    def key_pem(self) -> bytes:
        return self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be special about a certificate."""

    #: Where the certificate says its issuer's is; bytes go in as they are.
    aia: str | bytes | None = None
    #: Days from now.
    begins: float = -30.0
    ends: float = 30.0
    #: The CA flag; None leaves basicConstraints out.
    ca: bool | None = None
    hosts: tuple[str, ...] = ("127.0.0.1",)
    serial: int = field(default_factory=x509.random_serial_number)


def authority(name: str, issuer: Issued | None = None, **wish: Any) -> Issued:
    """A certificate that may sign others; a root when it has no issuer."""
    key = ec.generate_private_key(ec.SECP256R1())
    return _issue(name, key, issuer, Wish(**({"ca": True, "hosts": ()} | wish)))


def host(issuer: Issued | None, **wish: Any) -> Issued:
    """The certificate of a server."""
    return _issue("host", _HOST_KEY, issuer, Wish(**({"ca": False} | wish)))


def _issue(name: str, key: ec.EllipticCurvePrivateKey, issuer: Issued | None, wish: Wish) -> Issued:
    now = datetime.now(UTC)
    signer = issuer.key if issuer else key
    builder = (
        x509.CertificateBuilder()
        .subject_name(_name(name))
        .issuer_name(issuer.certificate.subject if issuer else _name(name))
        .public_key(key.public_key())
        .serial_number(wish.serial)
        .not_valid_before(now + wish.begins * DAY)
        .not_valid_after(now + wish.ends * DAY)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False)
    )
    if wish.ca is not None:
        builder = builder.add_extension(x509.BasicConstraints(ca=wish.ca, path_length=None), critical=True)
    if wish.ca:
        builder = builder.add_extension(_may_sign(), critical=True)
    if wish.hosts:
        names = [_general(one) for one in wish.hosts]
        builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
    if wish.aia is not None:
        builder = builder.add_extension(_access(wish.aia), critical=False)
    return Issued(builder.sign(signer, hashes.SHA256()), key)


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _general(text: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(text))
    except ValueError:
        return x509.DNSName(text)


def _may_sign() -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=False,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=True,
        crl_sign=True,
        encipher_only=False,
        decipher_only=False,
    )


def _access(place: str | bytes) -> x509.ExtensionType:
    if isinstance(place, str):
        where = x509.UniformResourceIdentifier(place)
        return x509.AuthorityInformationAccess(
            [x509.AccessDescription(AuthorityInformationAccessOID.CA_ISSUERS, where)]
        )
    ca_issuers = bytes.fromhex("06082b06010505073002")
    description = _der(0x30, ca_issuers + _der(0x86, place))
    return x509.UnrecognizedExtension(ExtensionOID.AUTHORITY_INFORMATION_ACCESS, _der(0x30, description))


def _der(tag: int, content: bytes) -> bytes:
    size = len(content)
    length = bytes([size]) if size < 128 else b"\x82" + size.to_bytes(2, "big")
    return bytes([tag]) + length + content


def serving(folder: Path, leaf: Issued, *others: Issued) -> ssl.SSLContext:
    """The context of a server that shows `leaf` and, of its chain, only `others`."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    show(context, folder, leaf, *others)
    return context


def show(context: ssl.SSLContext, folder: Path, leaf: Issued, *others: Issued) -> None:
    """Lets a server show another chain from now on."""
    file = folder / "chain.pem"
    file.write_bytes(leaf.key_pem + b"".join(one.pem for one in (leaf, *others)))
    context.load_cert_chain(file)


def trusting(*roots: Issued) -> ssl.SSLContext:
    """A client's context that trusts these roots and nothing else."""
    return ssl.create_default_context(cadata=b"".join(root.der for root in roots))
