"""What proves: the seal of documents, the heads of the journal, what a QR code claims, badges."""

from pathlib import Path

from ccas.settings.places import VAR_DIR, env

#: The key that seals documents: a PKCS#12 file, or a PKCS#11 token (module, token and label of the
#: key and its certificate). SEAL_CHAIN: PEM of the certificates above it.
SEAL_PKCS12 = env.str("SEAL_PKCS12", default="")
SEAL_PASSWORD = env.str("SEAL_PASSWORD", default="")
SEAL_PKCS11_MODULE = env.str("SEAL_PKCS11_MODULE", default="")
SEAL_PKCS11_TOKEN = env.str("SEAL_PKCS11_TOKEN", default="")
SEAL_PKCS11_PIN = env.str("SEAL_PKCS11_PIN", default="")
SEAL_PKCS11_LABEL = env.str("SEAL_PKCS11_LABEL", default="")
SEAL_CHAIN = env.str("SEAL_CHAIN", default="")
#: PEM of the roots the public trusts, past ones included; by default those beside the key.
SEAL_ROOTS = env.str("SEAL_ROOTS", default="")
#: The timestamp authority (RFC 3161), the roots its timestamps lead to, seconds to wait for it.
SEAL_TSA_URL = env.str("SEAL_TSA_URL", default="")
SEAL_TSA_ROOTS = env.str("SEAL_TSA_ROOTS", default="")
SEAL_TSA_PATIENCE = env.float("SEAL_TSA_PATIENCE", default=10.0)
#: Seconds during which one that did not answer is left alone.
SEAL_TSA_PAUSE = env.float("SEAL_TSA_PAUSE", default=15.0)
#: Whether to join to the seal what proves that its certificates are not revoked, if it can be had.
SEAL_REVOCATION = env.bool("SEAL_REVOCATION", default=True)
#: Without a key: an authority made on first use, whose documents are specimens.
SEAL_THROWAWAY = False
SEAL_AUTHORITY_DIR = VAR_DIR / "authority"

#: Salt of the digests that the journal keeps instead of free text.
JOURNAL_SALT = env.str("JOURNAL_SALT", default="development-only-salt")
#: The timestamp authority (RFC 3161) of the journal's heads; empty: none is timestamped.
TIMESTAMP_URL = env.str("TIMESTAMP_URL", default=env.str("SEAL_TSA_URL", default=""))
#: The sealing of the journal: the name of its log (and of the key of its heads), the key (PEM,
#: Ed25519), the file that keeps each signed head outside the database, former public keys
#: (`name+hash+key`) whose heads still count. A throw-away key is made on first use in development.
JOURNAL_ORIGIN = env.str("JOURNAL_ORIGIN", default="certification.ccas.example/journal")
JOURNAL_KEY_FILE = Path(env.str("JOURNAL_KEY_FILE", default=str(VAR_DIR / "keys" / "journal.pem")))
JOURNAL_HEADS_FILE = Path(
    env.str("JOURNAL_HEADS_FILE", default=str(VAR_DIR / "journal" / "heads.txt"))
)
JOURNAL_FORMER_KEYS = env.list("JOURNAL_FORMER_KEYS", default=[])
#: The key that signs the claim in a QR code (PEM, P-256).
CLAIM_KEY_FILE = Path(env.str("CLAIM_KEY_FILE", default=str(VAR_DIR / "keys" / "claims.pem")))
#: The key that signs badges (PEM, Ed25519), and former public ones (Multikey, `z6Mk…`) whose badges
#: still count.
CREDENTIAL_KEY_FILE = Path(
    env.str("CREDENTIAL_KEY_FILE", default=str(VAR_DIR / "keys" / "credentials.pem"))
)
CREDENTIAL_FORMER_KEYS = env.list("CREDENTIAL_FORMER_KEYS", default=[])
