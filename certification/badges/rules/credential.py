"""What a badge says: an OpenBadgeCredential (Open Badges 3.0) made of plain values."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from ccas.names import name_parts
from certification.badges.rules.instants import written
from certification.badges.rules.standards import CONTEXTS

#: How the name of a badge that is worth nothing begins (trial, demonstration).
SPECIMEN = "SPÉCIMEN – "
#: Where France compétences shows a notice, by the digits of its code.
NOTICE = "https://www.francecompetences.fr/recherche/rncp/{digits}/"


@dataclass(frozen=True, slots=True)
class Issuer:
    """Who certifies. address: of the JSON that names them; page: for people."""

    address: str
    page: str
    name: str
    siret: str = ""


@dataclass(frozen=True, slots=True)
class Achievement:
    """What was obtained. whole: a title, not one of its blocks. code: RNCP35553, RNCP35553BC02."""

    address: str
    page: str
    picture: str
    whole: bool
    code: str
    title: str
    certification: str
    qualification: str
    version: int
    competencies: tuple[str, ...] = ()
    blocks: tuple[str, ...] = ()
    practice_months: int = 0
    specimen: bool = False


def issuer_profile(issuer: Issuer) -> dict[str, Any]:
    """The issuer as a credential names it."""
    profile: dict[str, Any] = {
        "id": issuer.address,
        "type": ["Profile"],
        "name": issuer.name,
        "url": issuer.page,
    }
    if issuer.siret:
        profile["otherIdentifier"] = [
            {
                "type": "IdentifierEntry",
                "identifier": issuer.siret,
                "identifierType": "ext:siret",
            }
        ]
    return profile


def achievement(one: Achievement) -> dict[str, Any]:
    """The achievement, whoever obtained it."""
    said: dict[str, Any] = {
        "id": one.address,
        "type": ["Achievement"],
        "achievementType": "Certification" if one.whole else "MicroCredential",
        "name": name_of(one),
        "description": description(one),
        "criteria": {"id": one.page, "narrative": narrative(one)},
        "humanCode": one.code,
        "image": {"id": one.picture, "type": "Image", "caption": name_of(one)},
        "inLanguage": "fr",
        "version": str(one.version),
    }
    digits = one.qualification.removeprefix("RNCP")
    if digits != one.qualification and digits.isdecimal():
        said["alignment"] = [
            {
                "type": ["Alignment"],
                "targetName": f"{one.qualification} – {one.certification}",
                "targetCode": one.qualification,
                "targetFramework": "Répertoire national des certifications professionnelles",
                "targetUrl": NOTICE.format(digits=digits),
            }
        ]
    return said


def credential(
    *,
    identifier: str,
    issuer: Issuer,
    what: Achievement,
    holder: Sequence[dict[str, Any]],
    awarded: datetime,
    issued: datetime,
    status: dict[str, str],
) -> dict[str, Any]:
    """The whole badge, still to be signed. holder: of `identity`, never a name in clear."""
    return {
        "@context": list(CONTEXTS),
        "id": identifier,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": name_of(what),
        "issuer": issuer_profile(issuer),
        "validFrom": written(issued),
        "awardedDate": written(awarded),
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "identifier": list(holder),
            "achievement": achievement(what),
        },
        "credentialStatus": status,
    }


def name_of(one: Achievement) -> str:
    """« Titre RNCP35553 – Opérateur… », « Bloc RNCP35553BC02 – Qualifier… »."""
    before = SPECIMEN if one.specimen else ""
    return f"{before}{'Titre' if one.whole else 'Bloc'} {one.code} – {one.title}"


def description(one: Achievement) -> str:
    """One sentence: what it is."""
    if one.whole:
        return f"Certification professionnelle {one.code}, « {one.certification} », en entier."
    return (
        f"Bloc de compétences {one.code}, « {one.title} », de la certification professionnelle "
        f"« {one.certification} »."
    )


def narrative(one: Achievement) -> str:
    """What had to be shown, in Markdown."""
    if not one.whole:
        lines = "".join(f"\n- {line}" for line in one.competencies)
        return f"Décidé par un jury, chaque compétence du bloc étant acquise :\n{lines}"
    lines = "".join(f"\n- {block}" for block in one.blocks)
    months = one.practice_months
    practice = f", et {months} mois d’exercice professionnel attestés" if months else ""
    return f"Décidé par un jury : chaque bloc de compétences acquis{practice}.\n{lines}"


def identity(kind: str, value: str, salt: str) -> dict[str, Any]:
    """An identity that only who knows it recognises. kind: name or emailAddress.

    Open Badges 3.0, IdentityObject: `sha256$` and the hexadecimal SHA-256 of identity and salt.
    """
    return {
        "type": "IdentityObject",
        "hashed": True,
        "identityHash": _hash(plain(kind, value), salt),
        "identityType": kind,
        "salt": salt,
    }


def plain(kind: str, value: str) -> str:
    """The identity as it is hashed: an address in lower case; the words of a name, without
    accents nor capitals, in alphabetical order, so that who types it need not guess ours."""
    if kind == "name":
        return " ".join(sorted(name_parts(value)))
    return value.strip().lower()


def is_holder(said: object, typed: str) -> bool:
    """Whether what was typed, a name or an address, is one of a badge's identities."""
    found = said if isinstance(said, list) else [said]
    kind = "emailAddress" if "@" in typed else "name"
    value = plain(kind, typed)
    return bool(value) and any(
        isinstance(one, dict)
        and one.get("hashed") is True
        and one.get("identityType") == kind
        and isinstance(one.get("salt"), str)
        and one.get("identityHash") == _hash(value, one["salt"])
        for one in found
    )


def midnight(day: date, zone: Any) -> datetime:
    """The instant a day begins there."""
    return datetime(day.year, day.month, day.day, tzinfo=zone)


def _hash(value: str, salt: str) -> str:
    return "sha256$" + hashlib.sha256((value + salt).encode()).hexdigest()
