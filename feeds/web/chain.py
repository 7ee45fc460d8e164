"""Completing a certificate chain whose server left a part of it out. Pure: certificates and `now` in, a decision out.

A server must send every certificate between its own and the root (RFC 8446 section 4.4.2). Many don't; browsers hide
it by following the address that a certificate gives for its issuer's (Authority Information Access, RFC 5280 section
4.2.2.1). So do we, and trust nothing that comes from there: it must complete a chain to a root that we trust already.

Loading this takes a tenth of a second, because of `cryptography`; import it when a chain is broken and not before.
"""

from __future__ import annotations

import ipaddress
import warnings
from collections.abc import Iterable, Sequence
from datetime import datetime

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.hazmat.primitives.serialization.pkcs7 import load_der_pkcs7_certificates
from cryptography.utils import CryptographyDeprecationWarning
from cryptography.x509.oid import AuthorityInformationAccessOID
from cryptography.x509.verification import PolicyBuilder, Store, VerificationError

from feeds.web.trust import AskFor, Hopeless, Verified
from feeds.web.words import one_line

#: Certificates that are asked for to complete one chain; real chains lack one, seldom two.
MOST_STEPS = 3
#: Certificates that are looked at in one answer.
_MOST_ISSUERS = 8
_PEM = b"-----BEGIN CERTIFICATE-----"


class Trusted:
    """The roots, read: those among `certificates` (DER) that can be read and are issued by themselves.

    A certificate that somebody else issued is no root, although the system may list it: OpenSSL takes it for material,
    the verifier would take it for an anchor.
    """

    def __init__(self, certificates: Iterable[bytes]) -> None:
        read = [certificate for certificate in map(_read, certificates) if certificate and _is_top(certificate)]
        self.names = frozenset(certificate.subject.public_bytes() for certificate in read)
        self.store = Store(read) if read else None


def next_step(
    leaf: bytes, answers: Sequence[bytes], *, host: str, now: datetime, trusted: Trusted
) -> Verified | AskFor | Hopeless:
    """Decides what the chain of `leaf` needs next.

    Args:
        leaf: The certificate of the host as it came, DER; trusted in nothing.
        answers: What the addresses gave that were asked for so far, in order; trusted in nothing either.
        host: The name or address that the chain must be for.
        now: The moment at which every certificate of the chain must be valid.
        trusted: The roots.

    Returns:
        `Verified` only for a chain that was verified whole: signatures, dates, host, authorities, purposes. `AskFor`
        when one more certificate may help. `Hopeless` for anything else.
    """
    try:
        return _next_step(leaf, answers, host, now, trusted)
    except Exception as exc:
        # Certificates are read bit by bit, and a stranger's can be wrong in more ways than the library has names for.
        return Hopeless(f"a certificate can't be read ({type(exc).__name__})")


def _next_step(
    leaf: bytes, answers: Sequence[bytes], host: str, now: datetime, trusted: Trusted
) -> Verified | AskFor | Hopeless:
    top = _read(leaf)
    if top is None:
        return Hopeless("the certificate can't be read")
    own = top
    if now > own.not_valid_after_utc:
        return Hopeless(f"the certificate has expired on {own.not_valid_after_utc:%Y-%m-%d}")
    if now < own.not_valid_before_utc:
        return Hopeless(f"the certificate is not yet valid, but from {own.not_valid_before_utc:%Y-%m-%d} on")
    found: list[x509.Certificate] = []
    for answer in answers:
        issuers = [one for one in read_issuers(answer) if one.subject == top.issuer]
        if not issuers:
            return Hopeless("what its issuer's address gives is not the issuer's certificate")
        found += issuers
        top = issuers[0]
    verified = _verify(own, found, host, now, trusted)
    if isinstance(verified, Verified):
        return verified
    return _go_on(top, len(answers), verified, trusted)


def _go_on(top: x509.Certificate, steps: int, trouble: Hopeless, trusted: Trusted) -> AskFor | Hopeless:
    """Whether an issuer above `top` could still help a chain that can't be verified so far."""
    if top.issuer.public_bytes() in trusted.names:
        return trouble
    if _is_top(top):
        return Hopeless("its chain ends at an authority that is not trusted")
    if steps >= MOST_STEPS:
        return Hopeless(f"no trusted authority within {MOST_STEPS} steps")
    url = issuer_address(top)
    return AskFor(url) if url else Hopeless("the last certificate gives no address of its issuer's")


def _verify(
    leaf: x509.Certificate, found: list[x509.Certificate], host: str, now: datetime, trusted: Trusted
) -> Verified | Hopeless:
    if trusted.store is None:
        return Hopeless("no authority is trusted at all")
    try:
        subject: x509.DNSName | x509.IPAddress = x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        subject = x509.DNSName(host)
    verifier = PolicyBuilder().store(trusted.store).time(now).build_server_verifier(subject)
    try:
        chain = verifier.verify(leaf, found)
    except VerificationError as exc:
        return Hopeless(_in_our_words(str(exc)))
    return Verified(tuple(one.public_bytes(Encoding.DER) for one in chain[1:]))


def _in_our_words(message: str) -> str:
    """The verifier's message in the words that OpenSSL has for the commonest fault, else as it is."""
    if "no matching subjectAltName" in message:
        return "hostname mismatch"
    return one_line(message.removeprefix("validation failed: ").partition(" (encountered processing")[0])


def issuer_address(certificate: x509.Certificate) -> str | None:
    """Where a certificate says that its issuer's can be had over http; None when it doesn't.

    Nothing secret travels there and nothing that comes is trusted, so http is right: https would need a chain first.
    Raises what the library has for extensions that are wrong in themselves.
    """
    try:
        access = certificate.extensions.get_extension_for_class(x509.AuthorityInformationAccess).value
    except x509.ExtensionNotFound:
        return None
    for description in access:
        place = description.access_location
        if description.access_method != AuthorityInformationAccessOID.CA_ISSUERS:
            continue
        if isinstance(place, x509.UniformResourceIdentifier) and place.value.lower().startswith("http://"):
            return place.value
    return None


def read_issuers(body: bytes) -> tuple[x509.Certificate, ...]:
    """Reads what a caIssuers address gives: a certificate in DER, a bundle (CMS, certs-only) or, wrongly, PEM.

    Garbage gives nothing. Of a bundle the first eight are read.
    """
    one = _read(body)
    if one is not None:
        return (one,)
    try:
        with warnings.catch_warnings(action="ignore", category=CryptographyDeprecationWarning):
            several = (x509.load_pem_x509_certificates if _PEM in body else load_der_pkcs7_certificates)(body)
            return tuple(several[:_MOST_ISSUERS])
    except (ValueError, UnsupportedAlgorithm):
        return ()


def _read(der: bytes) -> x509.Certificate | None:
    try:
        with warnings.catch_warnings(action="ignore", category=CryptographyDeprecationWarning):
            # Some roots that everybody trusts have the serial number 0, which it complains of.
            certificate = x509.load_der_x509_certificate(der)
        # Read on demand, and then in the middle of something: names, that is, which a stranger wrote.
        certificate.subject.public_bytes()
        certificate.issuer.public_bytes()
    except Exception:  # of many kinds: ValueError, InvalidVersion, UnsupportedAlgorithm
        return None
    return certificate


def _is_top(certificate: x509.Certificate) -> bool:
    return certificate.subject == certificate.issuer
