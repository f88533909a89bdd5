"""A passkey held by a test, without a browser: it signs what the site asks, as a device would."""

import hashlib
import json
import secrets

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal.auth import WebAuthn
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from django.test import Client
from django.urls import reverse
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData

from ccas.accounts.models import User

#: The person is there, and the device has recognised them.
PRESENT = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.UV


class Passkey:
    """One key of a person, for the site of that name."""

    def __init__(self, user: User, site: str = "testserver", name: str = "Clé d’accès 1") -> None:
        self.user, self.site = user, site
        self.id = secrets.token_bytes(16)
        self._secret = ec.generate_private_key(ec.SECP256R1())
        self.row: Authenticator = WebAuthn.add(user, name, self._registration()).instance

    def _data(self, flags: int, credential: bytes = b"") -> AuthenticatorData:
        rp = hashlib.sha256(self.site.encode()).digest()
        return AuthenticatorData.create(rp, flags, 0, credential)

    def _registration(self) -> dict:
        public = ES256.from_cryptography_key(self._secret.public_key())
        held = AttestedCredentialData.create(b"\0" * 16, self.id, public)
        data = self._data(PRESENT | AuthenticatorData.FLAG.AT, held)
        attestation = AttestationObject.create("none", data, {})
        said = self._said("webauthn.create", "")
        return self._credential(said, attestationObject=websafe_encode(bytes(attestation)))

    def _said(self, what: str, challenge: str) -> bytes:
        return json.dumps(
            {"type": what, "challenge": challenge, "origin": f"https://{self.site}"}
        ).encode()

    def _credential(self, said: bytes, **response: str) -> dict:
        return {
            "id": websafe_encode(self.id),
            "rawId": websafe_encode(self.id),
            "type": "public-key",
            "response": {"clientDataJSON": websafe_encode(said), **response},
            "clientExtensionResults": {},
        }

    def sign(self, challenge: str) -> dict:
        """The answer to a challenge (in URL-safe base64), as the page's script sends it."""
        data = bytes(self._data(PRESENT))
        said = self._said("webauthn.get", challenge)
        signed = self._secret.sign(data + hashlib.sha256(said).digest(), ec.ECDSA(SHA256()))
        return self._credential(
            said,
            authenticatorData=websafe_encode(data),
            signature=websafe_encode(signed),
            userHandle=websafe_encode(self.user.pk.hex.encode()),
        )

    def enter(self, client: Client) -> bool:
        """Sign in by the key alone; whether it opened."""
        page = reverse("mfa_login_webauthn")
        asked = client.get(page, headers={"X-Requested-With": "XMLHttpRequest"}).json()
        challenge = asked["request_options"]["publicKey"]["challenge"]
        client.post(page, {"credential": json.dumps(self.sign(challenge))})
        return "_auth_user_id" in client.session
