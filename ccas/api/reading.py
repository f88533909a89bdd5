"""The schema as a page shows it: plain values, group by group."""

import json
from dataclasses import dataclass
from typing import Any

from ccas.api.rooms import routes


@dataclass(frozen=True, slots=True)
class Parameter:
    """name, where ("path", "query", "header"), what it is, what it is for."""

    name: str
    place: str
    kind: str
    description: str


@dataclass(frozen=True, slots=True)
class Field:
    """A field of an answer or of what is sent. path: "results.site.name"."""

    path: str
    kind: str
    description: str


@dataclass(frozen=True, slots=True)
class Operation:
    """One method on one address."""

    anchor: str
    method: str
    path: str
    summary: str
    description: str
    parameters: tuple[Parameter, ...]
    sent: tuple[Field, ...]
    answers: tuple[tuple[str, str], ...]
    fields: tuple[Field, ...]
    example: str


@dataclass(frozen=True, slots=True)
class Group:
    """The operations of a room."""

    code: str
    label: str
    operations: tuple[Operation, ...]


PLACES = {"path": "adresse", "query": "paramètre", "header": "en-tête", "cookie": "cookie"}
KINDS = {
    "string": "texte",
    "integer": "entier",
    "number": "nombre",
    "boolean": "oui ou non",
    "object": "objet",
    "array": "liste",
    "null": "absent",
    "uuid": "identifiant",
    "date": "date",
    "date-time": "date et heure",
    "uri": "adresse",
    "binary": "fichier",
}


def operations(schema: dict[str, Any]) -> list[Group]:
    """Every operation, in the order of a candidate's road."""
    by_tag: dict[str, list[Operation]] = {}
    for path, methods in schema["paths"].items():
        for method, said in methods.items():
            by_tag.setdefault(said["tags"][0], []).append(_operation(schema, path, method, said))
    return [
        Group(room.code, room.label, tuple(by_tag[room.code]))
        for room in routes()
        if room.code in by_tag
    ]


def _operation(schema: dict[str, Any], path: str, method: str, said: dict[str, Any]) -> Operation:
    answers = said.get("responses", {})
    good = next((answer for code, answer in answers.items() if code in {"200", "201"}), {})
    return Operation(
        anchor=said["operationId"],
        method=method.upper(),
        path=path,
        summary=said.get("summary", ""),
        description=said.get("description", ""),
        parameters=tuple(
            Parameter(
                one["name"],
                PLACES[one["in"]],
                _kind(schema, one.get("schema", {})),
                one.get("description", ""),
            )
            for one in said.get("parameters", ())
        ),
        sent=_content(schema, said.get("requestBody", {})),
        answers=tuple((code, one.get("description", "")) for code, one in sorted(answers.items())),
        fields=_content(schema, good),
        example=_example(said.get("requestBody", {})),
    )


def _content(schema: dict[str, Any], holder: dict[str, Any]) -> tuple[Field, ...]:
    for media in holder.get("content", {}).values():
        return tuple(_fields(schema, media.get("schema", {}), ""))
    return ()


def _example(holder: dict[str, Any]) -> str:
    """The first example, as it is to be sent."""
    for media in holder.get("content", {}).values():
        for example in media.get("examples", {}).values():
            return json.dumps(example["value"], ensure_ascii=False, indent=2)
    return ""


def _fields(schema: dict[str, Any], found: dict[str, Any], above: str) -> list[Field]:
    """Flattened: a nested object's fields follow it, named by their path, four steps at most."""
    lines: list[Field] = []
    for name, inner in _object(schema, found).get("properties", {}).items():
        path = f"{above}.{name}" if above else name
        lines.append(Field(path, _kind(schema, inner), inner.get("description", "")))
        if path.count(".") < 3:
            lines += _fields(schema, inner, path)
    return lines


def _object(schema: dict[str, Any], found: dict[str, Any]) -> dict[str, Any]:
    """The object behind a reference, a list or an alternative with nothing."""
    if "$ref" in found:
        return _object(schema, schema["components"]["schemas"][found["$ref"].rsplit("/", 1)[-1]])
    if "items" in found:
        return _object(schema, found["items"])
    for key in ("allOf", "oneOf", "anyOf"):
        for inner in found.get(key, ()):
            if "$ref" in inner or "properties" in inner:
                return _object(schema, inner)
    return found


def _kind(schema: dict[str, Any], found: dict[str, Any]) -> str:
    """In words: « identifiant », « liste », « texte ou absent »."""
    if "$ref" in found or "allOf" in found:
        return KINDS["object"]
    if "oneOf" in found or "anyOf" in found:
        kinds = [_kind(schema, one) for one in found.get("oneOf") or found["anyOf"]]
        return " ou ".join(dict.fromkeys(kinds))
    types = found.get("type", "object")
    types = types if isinstance(types, list) else [types]
    words = [
        KINDS.get(found.get("format", "") if t == "string" else t, KINDS.get(t, t)) for t in types
    ]
    return " ou ".join(dict.fromkeys(words))
