"""`manage.py prepare_stores`: make the bucket that the settings name, when it is not there yet."""

from typing import Any

from botocore.exceptions import ClientError
from django.core.files.storage import storages
from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    help = "Crée le dépôt d’objets s’il manque ; sur un disque, il n’y a rien à faire."

    def handle(self, *args: Any, **options: Any) -> None:
        place: Any = storages["documents"]
        bucket = getattr(place, "bucket", None)
        if bucket is None:
            self.stdout.write("Les fichiers sont sur un disque : rien à préparer.")
            return
        try:
            place.connection.meta.client.head_bucket(Bucket=bucket.name)
        except ClientError as error:
            if error.response["ResponseMetadata"]["HTTPStatusCode"] != 404:
                raise CommandError(f"Le dépôt {bucket.name} ne s’ouvre pas : {error}.") from error
            bucket.create()
            self.stdout.write(f"Dépôt {bucket.name} créé.")
