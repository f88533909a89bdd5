"""Data Integrity proofs by eddsa-rdfc-2022: put on a credential, and checked.

Source: W3C Verifiable Credential Data Integrity 1.0; Data Integrity EdDSA Cryptosuites 1.0, §3.2.
"""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from certification.badges.rules import multibase
from certification.badges.rules.instants import written
from certification.badges.rules.standards import NotPlain, canonical

SUITE = "eddsa-rdfc-2022"


def signed(
    credential: Mapping[str, Any], *, key: Ed25519PrivateKey, method: str, now: datetime
) -> dict[str, Any]:
    """The credential with its proof. method: the address of the public key."""
    proof = {
        "type": "DataIntegrityProof",
        "created": written(now),
        "verificationMethod": method,
        "cryptosuite": SUITE,
        "proofPurpose": "assertionMethod",
    }
    value = multibase.encode(key.sign(_hashed(credential, proof)))
    return {**credential, "proof": [{**proof, "proofValue": value}]}


def proof_problem(credential: Mapping[str, Any], keys: Mapping[str, bytes]) -> str:
    """Why the proof does not hold, in a sentence; empty when it does.

    keys: address of each key whose word counts → its 32 bytes. One proof, and no other.
    """
    proof = credential.get("proof")
    if isinstance(proof, list) and len(proof) == 1:
        proof = proof[0]
    if not isinstance(proof, dict):
        return "Le badge ne porte pas une signature, et une seule."
    if (proof.get("type"), proof.get("cryptosuite")) != ("DataIntegrityProof", SUITE):
        return f"La signature n’est pas de la sorte attendue ({SUITE})."
    if proof.get("proofPurpose") != "assertionMethod":
        return "La signature n’a pas été faite pour attester."
    method = proof.get("verificationMethod")
    public = keys.get(method) if isinstance(method, str) else None
    if public is None:
        return "La clé de la signature n’est pas une clé de cet émetteur."
    signature = multibase.decode(proof.get("proofValue"))
    said = {name: value for name, value in proof.items() if name != "proofValue"}
    rest = {name: value for name, value in credential.items() if name != "proof"}
    if signature is None or len(signature) != 64:
        return "La signature n’est pas lisible."
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, _hashed(rest, said))
    except NotPlain:
        return "Le badge dit quelque chose que sa signature ne couvre pas."
    except InvalidSignature:
        return "La signature n’est pas celle de ce contenu : le badge a été modifié."
    return ""


def _hashed(credential: Mapping[str, Any], proof: Mapping[str, Any]) -> bytes:
    """What is signed: the digest of the proof's own statements, then that of the credential."""
    options = {"@context": credential["@context"], **proof}
    return (
        hashlib.sha256(canonical(options)).digest()
        + hashlib.sha256(canonical(dict(credential))).digest()
    )
