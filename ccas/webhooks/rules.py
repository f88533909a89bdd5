"""Where a call may go, how it is signed, when it is tried again. Plain values, no Django.

Source of the signature and of the delays: Standard Webhooks 1.0 (standardwebhooks.com).
"""

import base64
import hashlib
import hmac
import ipaddress
from datetime import timedelta
from urllib.parse import urlsplit

#: How a secret begins, as receivers' libraries expect it; and its bytes.
PREFIX, SECRET_BYTES = "whsec_", 32
LONGEST_ADDRESS = 500
#: What to wait after each attempt that failed; after the last, a person decides.
DELAYS = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
#: IPv6 addresses that are an IPv4 one in disguise: NAT64 (RFC 6052, RFC 8215).
_TRANSLATED = (
    ipaddress.ip_network("64:ff9b::/96"),
    ipaddress.ip_network("64:ff9b:1::/48"),
)


def secret_word(raw: bytes) -> str:
    """A secret as it is given to its receiver."""
    return PREFIX + base64.b64encode(raw).decode()


def signature(secret: str, *, number: str, timestamp: int, body: bytes) -> str:
    """`v1,` and the base64 HMAC-SHA256 of `number.timestamp.body`."""
    key = base64.b64decode(secret.removeprefix(PREFIX))
    signed = f"{number}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


def delay_after(attempts: int) -> timedelta | None:
    """What to wait after that many attempts that failed; None: no more of them."""
    return DELAYS[attempts - 1] if attempts <= len(DELAYS) else None


def address_problems(address: str, *, anywhere: bool = False) -> list[str]:
    """Why no call may go to this address; empty when one may.

    anywhere: plain http, any port and private addresses too: a developer's machine, the tests.
    """
    if len(address) > LONGEST_ADDRESS or not address.isascii() or not address.isprintable():
        return [f"L’adresse s’écrit en {LONGEST_ADDRESS} signes au plus, sans accent ni espace."]
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return ["Cette adresse ne se lit pas."]
    if parts.scheme != "https" and not (anywhere and parts.scheme == "http"):
        return ["L’adresse commence par https://."]
    problems = []
    if not host or " " in address:
        problems.append("L’adresse ne nomme aucune machine.")
    if parts.username is not None or parts.password is not None:
        problems.append("L’adresse ne porte ni nom d’utilisateur ni mot de passe.")
    if parts.fragment:
        problems.append("L’adresse ne porte pas de fragment (#).")
    if not anywhere and port not in (None, 443):
        problems.append("L’adresse n’a pas d’autre port que 443.")
    if not anywhere and host and not _named_outside(host):
        problems.append("L’adresse nomme une machine publique, par son nom de domaine.")
    return problems


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public Internet: not ours, not a neighbour's."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour or (found.teredo or (None, None))[1]
        if inner is not None:
            return False
        if any(found in network for network in _TRANSLATED):
            return False
    return found.is_global and not found.is_multicast and not found.is_reserved


def _named_outside(host: str) -> bool:
    """A domain name with a dot; neither an IP address, however written, nor a name of our own."""
    last = host.rstrip(".").rpartition(".")[2]
    if "." not in host.rstrip(".") or ":" in host:
        return False
    # « 127.1 », « 0x7f.1 »: what resolvers still take for addresses ends by a number.
    if last.isdecimal() or last.lower().startswith("0x"):
        return False
    return last.lower() not in {"localhost", "local", "internal", "lan", "home", "invalid", "test"}
