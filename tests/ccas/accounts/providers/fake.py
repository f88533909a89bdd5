"""A provider of identities on loopback: a real HTTP server, with keys of its own, and its faults.

It is as strict as ProConnect is: a parameter it does not know, a state or a nonce too short, a
return address other than the declared one, and it refuses. `faults` says how it misbehaves.
"""

import base64
import hashlib
import json
import secrets
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

CLIENT = "certification-des-operateurs"
SECRET = "un-secret-que-seul-l-environnement-connait"
KNOWN = {
    "response_type", "client_id", "redirect_uri", "scope", "state", "nonce", "prompt", "claims",
    "acr_values", "code_challenge", "code_challenge_method",
}  # fmt: skip
RSA_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
EC_KEY = ec.generate_private_key(ec.SECP256R1())
#: A key that nobody publishes.
STRANGER = rsa.generate_private_key(public_exponent=65537, key_size=2048)


def public_pem(key: Any) -> bytes:
    """What everybody may read of a key."""
    return key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )


@dataclass
class Faults:
    """What goes wrong. Nothing, by default."""

    error: str = ""
    state: str | None = None
    answers_as: str | None = None
    id_token: dict[str, Any] = field(default_factory=dict)
    userinfo: dict[str, Any] = field(default_factory=dict)
    #: "rsa", "ec", "stranger", "none", "hs256": who signs, and how.
    id_token_by: str = "rsa"
    userinfo_by: str = "rsa"
    header: dict[str, Any] = field(default_factory=dict)
    unsigned_userinfo: bool = False
    #: path → seconds before it answers; path → status it answers.
    delays: dict[str, float] = field(default_factory=dict)
    statuses: dict[str, int] = field(default_factory=dict)
    drip: bool = False


class FakeProvider:
    """ProConnect or FranceConnect, as far as we can see of them."""

    def __init__(self, *, pkce: bool = False, acr: str = "eidas1", hop: bool = False) -> None:
        self.faults = Faults()
        self.acr: str | None = acr
        self.subject = secrets.token_hex(32)
        self.person: dict[str, Any] = {}
        self.pkce = pkce
        self.codes: dict[str, dict[str, str]] = {}
        self.tokens: dict[str, dict[str, str]] = {}
        self.seen: list[tuple[str, dict[str, str]]] = []
        self.asleep = threading.Event()
        self.server = _serve(self)
        #: Another origin on the way, as the administration that really knows the agent.
        self.other = _serve(self) if hop else None
        self.issuer = f"http://127.0.0.1:{self.server.server_port}/api/v2"
        self.redirects: set[str] = set()

    def stop(self) -> None:
        """Give the ports back."""
        self.asleep.set()
        for server in filter(None, (self.server, self.other)):
            server.shutdown()
            server.server_close()

    def settings(self, **more: Any) -> dict[str, Any]:
        """What our settings say of it."""
        return {
            "issuer": self.issuer,
            "client_id": CLIENT,
            "client_secret": SECRET,
            "scopes": ["openid", "given_name", "usual_name", "email"],
            "acr": ["eidas1", "eidas2", "eidas3"],
            "strong_acr": [],
            "algorithms": ["RS256", "ES256"],
            "endpoints": {},
            "pkce": None,
            **more,
        }

    def endpoints(self) -> dict[str, str]:
        """Its addresses, to be configured rather than discovered."""
        return {
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "jwks_uri": f"{self.issuer}/jwks",
            "end_session_endpoint": f"{self.issuer}/session/end",
        }

    # -- What it answers ----------------------------------------------------------------------

    def answer(self, handler: "_Handler", path: str, said: dict[str, str]) -> None:
        """One request, after the delays and the statuses of its faults."""
        self.seen.append((path, said))
        if delay := self.faults.delays.get(path):
            self.asleep.wait(delay)
        if status := self.faults.statuses.get(path):
            return handler.give(status, b"{}")
        match path:
            case ".well-known/openid-configuration":
                methods = {"code_challenge_methods_supported": ["S256"]} if self.pkce else {}
                handler.give_json({"issuer": self.issuer, **self.endpoints(), **methods})
            case "jwks":
                handler.give_json({"keys": self.published()})
            case "authorize":
                self.authorize(handler, said)
            case "token":
                self.token(handler, said)
            case "userinfo":
                self.userinfo(handler)
            case "session/end":
                handler.leave(said["post_logout_redirect_uri"], {"state": said["state"]})
            case "hop":
                handler.leave(said["to"], {})
            case _:
                handler.give(404, b"")
        return None

    def published(self) -> list[dict[str, Any]]:
        """Its public keys."""
        return [
            {**RSAAlgorithm.to_jwk(RSA_KEY.public_key(), as_dict=True), "kid": "rsa", "use": "sig"},
            {**ECAlgorithm.to_jwk(EC_KEY.public_key(), as_dict=True), "kid": "ec", "use": "sig"},
        ]

    def authorize(self, handler: "_Handler", said: dict[str, str]) -> None:
        """The person is known at once; a code goes back with them."""
        unknown = set(said) - KNOWN
        if not self.pkce:
            unknown |= set(said) & {"code_challenge", "code_challenge_method"}
        weak = [name for name in ("state", "nonce") if len(said.get(name, "")) < 32]
        other = said.get("redirect_uri") not in self.redirects or said.get("client_id") != CLIENT
        if unknown or weak or other:
            return handler.give(400, f"Y000400 {unknown} {weak} {other}".encode())
        state = said["state"] if self.faults.state is None else self.faults.state
        if self.faults.error:
            refused = {"error": self.faults.error, "error_description": "<b>x</b>", "state": state}
            return handler.leave(said["redirect_uri"], refused)
        code = secrets.token_urlsafe(24)
        self.codes[code] = said
        back = {"code": code, "state": state, "iss": self.faults.answers_as or self.issuer}
        if self.other is None:
            return handler.leave(said["redirect_uri"], back)
        through = f"http://127.0.0.1:{self.other.server_port}/api/v2/hop"
        to = f"{said['redirect_uri']}?{urlencode(back)}"
        return handler.leave(through, {"to": to})

    def token(self, handler: "_Handler", said: dict[str, str]) -> None:
        """A code serves once, for who asked for it."""
        asked = self.codes.pop(said.get("code", ""), None)
        if said.get("client_secret") != SECRET or said.get("client_id") != CLIENT:
            return handler.give_json({"error": "invalid_client"}, 401)
        if asked is None or said.get("redirect_uri") != asked["redirect_uri"]:
            return handler.give_json({"error": "invalid_grant"}, 400)
        if challenge := asked.get("code_challenge"):
            digest = hashlib.sha256(said.get("code_verifier", "").encode()).digest()
            if base64.urlsafe_b64encode(digest).rstrip(b"=").decode() != challenge:
                return handler.give_json({"error": "invalid_grant"}, 400)
        access = secrets.token_urlsafe(24)
        self.tokens[access] = asked
        half = hashlib.sha256(access.encode()).digest()[:16]
        claims = {
            **self.common(),
            "nonce": asked["nonce"],
            "auth_time": int(time.time()),
            "at_hash": base64.urlsafe_b64encode(half).rstrip(b"=").decode(),
            **({"acr": self.acr} if self.acr else {}),
        }
        token = self.sign(_altered(claims, self.faults.id_token), self.faults.id_token_by)
        return handler.give_json(
            {"access_token": access, "token_type": "Bearer", "expires_in": 60, "id_token": token}
        )

    def userinfo(self, handler: "_Handler") -> None:
        """Who the person is, signed."""
        access = handler.headers.get("Authorization", "").removeprefix("Bearer ")
        if access not in self.tokens:
            return handler.give(401, b"{}")
        claims = _altered({**self.common(), **self.person}, self.faults.userinfo)
        if self.faults.unsigned_userinfo:
            return handler.give_json(claims)
        signed = self.sign(claims, self.faults.userinfo_by).encode()
        if self.faults.drip:
            return handler.drip(signed)
        return handler.give(200, signed, "application/jwt; charset=utf-8")

    def common(self) -> dict[str, Any]:
        """What both tokens say."""
        now = int(time.time())
        return {
            "iss": self.issuer, "sub": self.subject, "aud": CLIENT, "iat": now, "exp": now + 60,
        }  # fmt: skip

    def sign(self, claims: dict[str, Any], by: str) -> str:
        """A token, signed as it should be or not."""
        header = {"kid": by, **self.faults.header}
        if by == "none":
            return jwt.encode(claims, None, algorithm="none", headers=header)
        if by == "hs256":  # the public key, taken for a shared secret
            return _hs256(claims, public_pem(RSA_KEY), {"kid": "rsa"})
        if by == "stranger":
            return jwt.encode(claims, STRANGER, algorithm="RS256", headers={"kid": "rsa"})
        key, algorithm = (RSA_KEY, "RS256") if by == "rsa" else (EC_KEY, "ES256")
        return jwt.encode(claims, key, algorithm=algorithm, headers=header)


def _altered(claims: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    """Claims replaced; None takes one away."""
    return {name: value for name, value in {**claims, **changes}.items() if value is not None}


def _hs256(claims: dict[str, Any], secret: bytes, more: dict[str, str]) -> str:
    """By hand: PyJWT rightly refuses to sign with a public key."""
    import hmac

    def plain(data: bytes) -> bytes:
        return base64.urlsafe_b64encode(data).rstrip(b"=")

    header = {"alg": "HS256", "typ": "JWT", **more}
    text = plain(json.dumps(header).encode()) + b"." + plain(json.dumps(claims).encode())
    return (text + b"." + plain(hmac.new(secret, text, hashlib.sha256).digest())).decode()


class _Handler(BaseHTTPRequestHandler):
    provider: FakeProvider
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        self._go(parts.path, parse_qs(parts.query))

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length", 0))
        self._go(urlsplit(self.path).path, parse_qs(self.rfile.read(length).decode()))

    def _go(self, path: str, said: dict[str, list[str]]) -> None:
        flat = {name: values[0] for name, values in said.items()}
        try:
            self.provider.answer(self, path.removeprefix("/api/v2/"), flat)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def give(self, status: int, body: bytes, kind: str = "application/json") -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)

    def give_json(self, said: Any, status: int = 200) -> None:
        self.give(status, json.dumps(said).encode())

    def drip(self, body: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/jwt")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        for index in range(len(body)):
            if self.provider.asleep.wait(0.1):
                return
            self.wfile.write(body[index : index + 1])
            self.wfile.flush()

    def leave(self, address: str, said: dict[str, str]) -> None:
        self.send_response(303)
        self.send_header("Location", f"{address}?{urlencode(said)}" if said else address)
        self.send_header("Content-Length", "0")
        self.send_header("Connection", "close")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Silent."""


def _serve(provider: FakeProvider) -> ThreadingHTTPServer:
    handler = type("Handler", (_Handler,), {"provider": provider})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    return server
