"""What the gateway holds about a person."""

from ccas import holdings
from ccas.files.models import ReceivedFile, Upload

_SEALED = "un nom dans le magasin ; la pièce montrée est dans l’archive, l’original reste scellé"

holdings.register(
    ReceivedFile,
    "owner",
    withheld={"original": _SEALED, "shown": _SEALED},
    also=("kind", "media_type", "sha256", "reason"),
)
holdings.register(Upload, "owner", also=("kind",))
