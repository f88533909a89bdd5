"""What a rejection asks of the officer: the reason as it came, and what to do about it."""

from ccas.names import folded

#: Words of the reason (plain, lower case) → what to do. The first that is found.
FIXES = (
    (
        ("aucun titulaire", "titulaire inconnu", "non trouve", "introuvable"),
        "Comparez nom de naissance, prénoms, date et lieu de naissance avec une pièce d’identité, "
        "corrigez le dossier du candidat, puis renvoyez la ligne.",
    ),
    (
        ("plusieurs titulaires", "homonyme"),
        "Complétez l’identité (tous les prénoms, jour et mois de naissance, code de la commune) "
        "pour qu’une seule personne y réponde, puis renvoyez la ligne.",
    ),
    (
        ("doublon", "deja", "existe"),
        "Ce titre est déjà dans le passeport : vérifiez-le auprès de la Caisse des Dépôts avant "
        "de renvoyer quoi que ce soit.",
    ),
    (
        ("contrat", "habilit", "certificateur", "idclient"),
        "Les identifiants du certificateur sont refusés : vérifiez les réglages avec la Caisse des "
        "Dépôts, puis renvoyez.",
    ),
    (
        ("certification", "rncp", "code"),
        "La certification n’est pas reconnue : vérifiez le code et les dates d’enregistrement.",
    ),
    (
        ("commune", "insee", "naissance", "sexe", "prenom", "nom"),
        "Corrigez cette donnée dans le dossier du candidat, puis renvoyez la ligne.",
    ),
)
OTHERWISE = "Lisez le motif, corrigez le dossier du candidat s’il y a lieu, puis renvoyez la ligne."


def fix_for(message: str) -> str:
    """What to do about a rejection, from the words of its reason."""
    plain = folded(message)
    for words, fix in FIXES:
        if any(word in plain for word in words):
            return fix
    return OTHERWISE
