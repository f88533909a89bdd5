"""The published schema and contexts, read from the program's own files and nowhere else."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft201909Validator
from pyld import jsonld

FOLDER = Path(__file__).resolve().parent.parent / "standards"
VC = "https://www.w3.org/ns/credentials/v2"
OPEN_BADGES = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
CONTEXTS = [VC, OPEN_BADGES]
_FILES = {VC: "credentials-v2.jsonld", OPEN_BADGES: "ob-v3p0-3.0.3.json"}
_SCHEMA = "ob_v3p0_achievementcredential_schema.json"


class NotPlain(ValueError):
    """The document says something that the contexts do not define, and no signature covers."""


def schema_problems(credential: dict[str, Any]) -> list[str]:
    """Where the published schema of an achievement credential is not followed, as JSON paths."""
    return [error.json_path for error in _validator().iter_errors(credential)]


def canonical(document: dict[str, Any]) -> bytes:
    """The document's statements as RDFC-1.0 orders them (N-Quads): what eddsa-rdfc-2022 signs.

    Raises NotPlain when something of the document would be left out of them.
    """
    options = {"documentLoader": _load}
    try:
        expanded = jsonld.expand(document, options)
        compacted = jsonld.compact(expanded, document["@context"], options)
        if _lone(compacted) != _lone(document):
            raise NotPlain("what is written is not all of what is said")
        quads = jsonld.normalize(
            document, options | {"algorithm": "URDNA2015", "format": "application/n-quads"}
        )
        return str(quads).encode()
    except (jsonld.JsonLdError, ValueError, TypeError, AttributeError, KeyError) as error:
        # What the library raises on a value that is none of those the standard foresees.
        raise NotPlain(type(error).__name__) from None


def _lone(value: Any) -> Any:
    """The same, a list of one as its only item: both mean the same in JSON-LD."""
    if isinstance(value, dict):
        return {key: _lone(item) for key, item in value.items()}
    if isinstance(value, list):
        return _lone(value[0]) if len(value) == 1 else [_lone(item) for item in value]
    return value


@cache
def _validator() -> Draft201909Validator:
    return Draft201909Validator(json.loads((FOLDER / _SCHEMA).read_text()))


@cache
def _context(url: str) -> dict[str, Any]:
    return json.loads((FOLDER / _FILES[url]).read_text())


def _load(url: str, options: Any = None) -> dict[str, Any]:
    """What pyld calls to read a context: ours, never the network."""
    if url not in _FILES:
        raise jsonld.JsonLdError("unknown context", "jsonld.LoadDocumentError")
    return {
        "contentType": "application/ld+json",
        "contextUrl": None,
        "documentUrl": url,
        "document": _context(url),
    }
