#!/usr/bin/env python3
"""Vérifie un document ou le journal du certificateur sans la plateforme : un seul fichier.

    python verifier.py document PAPIER.pdf --registre registre.json --preuve preuve.json
    python verifier.py journal JOURNAL.jsonl --registre registre.json [--tetes heads.txt]

registre.json et preuve.json se téléchargent sur la page publique de vérification ; le journal est
ce qu’écrit `manage.py export_journal`. --cle et --racine donnent la clé du journal et l’autorité du
sceau obtenues par une autre voie : sans elles, celles du registre sont crues, et imprimées pour
être comparées. Demande Python 3.12 et `cryptography` ; le sceau d’un PDF demande aussi `pyHanko`.

Code de sortie : 0 tout est vrai, 1 quelque chose est faux, 2 impossible de vérifier.
"""

import argparse
import base64
import hashlib
import io
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

TRUE, FALSE, UNABLE = 0, 1, 2


class Unable(Exception):
    """Something needed to check is absent or cannot be read; the message is French."""


@dataclass(frozen=True, slots=True)
class Head:
    """What a signed head says: the log had `size` leaves and this root."""

    origin: str
    size: int
    root: bytes


# -- Hashes and proofs (RFC 6962, RFC 9162 §2.1) --------------------------------------------------


def leaf_hash(content: bytes) -> bytes:
    """The hash of one leaf."""
    return hashlib.sha256(b"\x00" + content).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of two subtrees side by side."""
    return hashlib.sha256(b"\x01" + left + right).digest()


class Growing:
    """The log rebuilt leaf by leaf: only the roots of its complete subtrees are kept."""

    def __init__(self) -> None:
        self.size = 0
        self._stack: list[bytes] = []

    def add(self, leaf: bytes) -> None:
        """Add the hash of the next leaf."""
        current, size = leaf, self.size
        while size & 1:
            current, size = node_hash(self._stack.pop(), current), size >> 1
        self._stack.append(current)
        self.size += 1

    def root(self) -> bytes:
        """The root of what was added so far."""
        if not self._stack:
            return hashlib.sha256(b"").digest()
        *lefts, result = self._stack
        for left in reversed(lefts):
            result = node_hash(left, result)
        return result


def root_by_inclusion(leaf: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes | None:
    """The root that an inclusion proof leads to (RFC 9162 §2.1.3.2); None when it cannot be one."""
    if not 0 <= index < size:
        return None
    place, last, current = index, size - 1, leaf
    for sibling in path:
        if last == 0:
            return None
        if place & 1 or place == last:
            current = node_hash(sibling, current)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            current = node_hash(current, sibling)
        place, last = place >> 1, last >> 1
    return current if last == 0 else None


# -- Signed heads (https://c2sp.org/signed-note, https://c2sp.org/tlog-checkpoint) ----------------


def decoded(word: str) -> bytes:
    """The bytes of base64 text, in its one canonical writing. Raises ValueError."""
    raw = base64.b64decode(word, validate=True)
    if base64.b64encode(raw).decode() != word:
        raise ValueError("not canonical")
    return raw


def read_key(word: str) -> tuple[str, bytes, Ed25519PublicKey]:
    """Name, four bytes and key of `name+hash+key`. Raises Unable."""
    try:
        name, digest, key = word.strip().split("+", 2)
        raw = decoded(key)
        told = hashlib.sha256(name.encode() + b"\n" + raw).digest()[:4]
        if raw[:1] != b"\x01" or told != bytes.fromhex(digest):
            raise ValueError
        return name, told, Ed25519PublicKey.from_public_bytes(raw[1:])
    except ValueError:
        raise Unable(f"La clé « {word[:80]} » n’est pas une clé de journal.") from None


def read_head(note: str, keys: Iterable[str]) -> Head | None:
    """The head of a note that one of these keys signed; None when no key did, or it is no head."""
    text, blank, signatures = note.rpartition("\n\n")
    if not blank or not signatures.endswith("\n"):
        return None
    text += "\n"
    for name, told, key in map(read_key, keys):
        for line in signatures.split("\n"):
            mark, signer, word = [*line.split(" "), "", ""][:3]
            if mark != "—" or signer != name:
                continue
            try:
                raw = decoded(word)
                if raw[:4] != told:
                    continue
                key.verify(raw[4:], text.encode())
            except (InvalidSignature, ValueError):
                continue
            return _head(text)
    return None


def _head(text: str) -> Head | None:
    try:
        origin, size, root = text.split("\n")[:3]
        if str(int(size)) != size or int(size) < 0:
            return None
        return Head(origin, int(size), decoded(root))
    except ValueError:
        return None


def read_heads(notes: Iterable[str], keys: Sequence[str]) -> tuple[list[Head], list[str]]:
    """The heads of these notes, the smallest first, and what is wrong among them."""
    heads, wrong = {}, []
    for rank, note in enumerate(notes, 1):
        head = read_head(note, keys)
        if head is None:
            wrong.append(f"La tête n° {rank} ne porte aucune signature valable du journal.")
        elif heads.setdefault((head.origin, head.size), head) != head:
            wrong.append(
                f"Deux têtes signées du journal se contredisent à {head.size} lignes : l’histoire "
                "a été réécrite."
            )
    if len({origin for origin, _ in heads}) > 1:
        wrong.append("Les têtes ne sont pas d’un même journal.")
    return [heads[key] for key in sorted(heads)], wrong


def split_notes(text: str) -> list[str]:
    """The notes of a file that holds one after the other, each followed by a blank line."""
    notes, lines = [], text.split("\n")
    current: list[str] = []
    for line in lines:
        if not line and any(one.startswith("— ") for one in current):
            notes.append("\n".join(current) + "\n")
            current = []
        elif line or current:
            current.append(line)
    if any(current):
        notes.append("\n".join(current) + "\n")
    return notes


# -- The journal ----------------------------------------------------------------------------------


def check_log(leaves: Iterable[bytes], heads: Sequence[Head]) -> list[str]:
    """What is wrong in these leaves, in order, according to signed heads; empty: nothing."""
    if not heads:
        return ["Aucune tête signée : rien ne prouve ces lignes."]
    expected = {head.size: head.root for head in heads}
    log, wrong, good = Growing(), [], 0
    for content in leaves:
        log.add(leaf_hash(content))
        if log.size in expected:
            if log.root() != expected[log.size]:
                wrong.append(
                    f"Entre la ligne {good + 1} et la ligne {log.size}, une ligne au moins a été "
                    "modifiée, retirée, ajoutée ou déplacée."
                )
                return wrong
            good = log.size
    last = max(expected)
    if log.size < last:
        wrong.append(
            f"Le journal compte {log.size} lignes ; une tête signée en prouve {last} : la fin a "
            "été coupée."
        )
    elif log.size > last:
        wrong.append(f"{log.size - last} lignes suivent la dernière tête : rien ne les prouve.")
    return wrong


# -- A document -----------------------------------------------------------------------------------


def check_proof(content: bytes, proof: Mapping[str, Any], keys: Sequence[str]) -> list[str]:
    """What is wrong in the proof that the register stored exactly these bytes; empty: nothing."""
    try:
        head = read_head(proof["head"], keys)
        leaf = proof["leaf"].encode()
        path = [bytes.fromhex(one) for one in proof["path"]]
        line, index = json.loads(leaf), int(proof["index"])
        stored = line["details"].get("sha256") if line["verb"] == "documents.store" else None
    except (KeyError, TypeError, ValueError, AttributeError):
        return ["La preuve n’a pas la forme attendue."]
    if head is None:
        return ["La tête que cite la preuve ne porte aucune signature valable du journal."]
    wrong = []
    if stored != hashlib.sha256(content).hexdigest():
        wrong.append("L’empreinte du fichier n’est pas celle que le registre a inscrite.")
    if root_by_inclusion(leaf_hash(leaf), index, head.size, path) != head.root:
        wrong.append("La ligne du registre ne mène pas à la tête signée.")
    return wrong


def check_seal(
    content: bytes, authorities: Sequence[str], moment: datetime | None = None
) -> list[str]:
    """What is wrong in the seal of a PDF, trusting these authorities (PEM) only; empty: nothing.

    moment: when the register is proven to have held the file; certificates are judged then, so
    that a paper outlives the one that sealed it. Now by default.
    """
    try:  # a journal is checked without them, and in a tenth of the time
        from asn1crypto import pem, x509  # noqa: PLC0415
        from pyhanko.pdf_utils.reader import PdfFileReader  # noqa: PLC0415
        from pyhanko.sign.validation import validate_pdf_signature  # noqa: PLC0415
        from pyhanko.sign.validation.status import SignatureCoverageLevel  # noqa: PLC0415
        from pyhanko_certvalidator import ValidationContext  # noqa: PLC0415
    except ImportError:
        raise Unable("Le sceau d’un PDF demande pyHanko : pip install pyHanko.") from None
    if not authorities:
        raise Unable("Aucune autorité de sceau n’est donnée : --racine autorité.pem.")
    roots = [
        x509.Certificate.load(der)
        for text in authorities
        for _, _, der in pem.unarmor(text.encode(), multiple=True)
    ]
    try:
        signatures = PdfFileReader(io.BytesIO(content)).embedded_regular_signatures
        if len(signatures) != 1:
            return [f"Le fichier porte {len(signatures)} sceau(x), il en faut un."]
        trust = ValidationContext(trust_roots=roots, allow_fetching=False, moment=moment)
        status = validate_pdf_signature(signatures[0], trust)
    except Exception as error:  # a damaged file may break the reader in any way: it is refused
        return [f"Le fichier ou son sceau ne se lit pas ({type(error).__name__})."]
    wrong = []
    if not status.intact or not status.valid:
        wrong.append("Le contenu a changé depuis que le sceau a été posé.")
    if not status.trusted:
        wrong.append("Le sceau n’est pas celui du certificateur.")
    if status.coverage != SignatureCoverageLevel.ENTIRE_FILE:
        wrong.append("Quelque chose a été ajouté au fichier après le sceau.")
    return wrong


def proven_moment(proof: Mapping[str, Any]) -> datetime:
    """When the line of a proof, already checked, was recorded."""
    return datetime.fromisoformat(json.loads(proof["leaf"])["recorded_at"])


# -- The command line -----------------------------------------------------------------------------


def read_json(path: Path) -> dict[str, Any]:
    """An object of a JSON file. Raises Unable."""
    try:
        found = json.loads(read(path))
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise Unable(f"« {path} » n’est pas un fichier de la page de vérification.")
    return found


def read(path: Path) -> bytes:
    """The bytes of a file. Raises Unable."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise Unable(f"« {path} » ne se lit pas : {error.strerror}.") from None


def say(step: str, wrong: Sequence[str]) -> bool:
    """Print one step and what is wrong in it; whether nothing is."""
    print(f"[{'FAUX' if wrong else 'vrai'}] {step}")
    for sentence in wrong:
        print(f"       {sentence}")
    return not wrong


def verify_document(args: argparse.Namespace, register: Mapping[str, Any]) -> bool:
    """The steps of a document: fingerprint and register, then seal and whole file."""
    content, keys = read(args.file), trusted_keys(args, register)
    authorities = trusted_authorities(args, register)
    if args.preuve is None:
        raise Unable("Donnez la preuve téléchargée sur la page de vérification : --preuve.")
    proof = read_json(args.preuve)
    good = say("Le registre a inscrit ce fichier, à l’identique", check_proof(content, proof, keys))
    moment = proven_moment(proof) if good else None
    sealed = say(
        "Le sceau est celui du certificateur, sur le fichier entier",
        check_seal(content, authorities, moment),
    )
    if good and sealed:
        print("AUTHENTIQUE. Un retrait prononcé depuis ne se lit que sur la page de vérification.")
    return good and sealed


def verify_journal(args: argparse.Namespace, register: Mapping[str, Any]) -> bool:
    """The steps of a journal: its heads, then its lines."""
    notes = list(register.get("heads", []))
    for path in args.tetes:
        notes += split_notes(read(path).decode(errors="replace"))
    heads, wrong = read_heads(notes, trusted_keys(args, register))
    good = say(f"{len(notes)} têtes sont signées et ne se contredisent pas", wrong)
    leaves = read(args.file).splitlines()
    return (
        say(f"{len(leaves)} lignes sont celles que prouvent les têtes", check_log(leaves, heads))
        and good
    )


def trusted_keys(args: argparse.Namespace, register: Mapping[str, Any]) -> list[str]:
    """The keys of the journal: those given, else those of the register, printed."""
    keys = args.cle or [str(key) for key in register.get("keys", [])]
    if not keys:
        raise Unable("Aucune clé du journal : --cle nom+empreinte+clé.")
    for key in keys:
        read_key(key)
        print(f"Clé du journal : {key}{'' if args.cle else ' (selon le registre)'}")
    return keys


def trusted_authorities(args: argparse.Namespace, register: Mapping[str, Any]) -> list[str]:
    """The authorities of the seal: those given, else those of the register, printed."""
    texts = [read(path).decode(errors="replace") for path in args.racine]
    found = texts or [str(text) for text in register.get("authorities", [])]
    for text in found:
        print(f"Autorité du sceau : SHA-256 {hashlib.sha256(text.encode()).hexdigest()}")
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the command line, check, print; gives the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("what", choices=("document", "journal"), metavar="document|journal")
    parser.add_argument("file", type=Path)
    parser.add_argument("--registre", type=Path, required=True)
    parser.add_argument("--preuve", type=Path)
    parser.add_argument("--tetes", type=Path, action="append", default=[])
    parser.add_argument("--cle", action="append", default=[])
    parser.add_argument("--racine", type=Path, action="append", default=[])
    args = parser.parse_args(arguments)
    try:
        register = read_json(args.registre)
        check = verify_document if args.what == "document" else verify_journal
        return TRUE if check(args, register) else FALSE
    except Unable as unable:
        print(f"Impossible de vérifier : {unable}", file=sys.stderr)
        return UNABLE


if __name__ == "__main__":
    sys.exit(main())
