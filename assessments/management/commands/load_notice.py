"""manage.py load_notice FILE --rules FILE [--code RNCP…]"""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from assessments.framework.actions import load_notice
from assessments.people.actions import adopt_entities
from ccas.actors import Actor
from ccas.refusals import Refusal


class Command(BaseCommand):
    """Loads a qualification; says what changed; on a refusal changes nothing and exits with 1."""

    help = "Charge une fiche RNCP (XML, flux V4.1) et son fichier de règles (TOML)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("notice", type=Path, help="fichier XML de France compétences")
        parser.add_argument("--rules", type=Path, required=True, help="fichier de règles (TOML)")
        parser.add_argument(
            "--code", help="la fiche à charger, si le fichier en contient plusieurs"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        by = Actor.system()
        try:
            with transaction.atomic():
                report = load_notice(
                    _bytes(options["notice"]),
                    _text(options["rules"]),
                    by=by,
                    code=options["code"],
                )
                entities = adopt_entities(report.revision, by=by)
        except Refusal as refusal:
            raise CommandError("\n".join(["Rien n’a été chargé.", *refusal.sentences])) from None
        for warning in report.warnings:
            self.stderr.write(warning)
        if report.created:
            self.stdout.write(f"{report.revision} chargée.")
        for sentence in (*report.sentences, *entities):
            self.stdout.write(sentence)


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Refusal(f"Le fichier {path} ne peut pas être lu : {error.strerror}.") from None


def _text(path: Path) -> str:
    try:
        return _bytes(path).decode()
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise Refusal(f"Le fichier {path} n’est pas en UTF-8 (ligne {line}).") from None
