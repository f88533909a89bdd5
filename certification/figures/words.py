"""What is written beside the figures, on the screen, in the workbook and on paper."""

from django.conf import settings

from certification.figures.rules.cells import HIDDEN, THRESHOLD


def notes() -> list[str]:
    """How the figures are made, in sentences."""
    return [
        "Une promotion est l’ensemble des titres délivrés dans l’année. Les titres retirés n’y sont"
        " pas.",
        "Insertion globale : en emploi, sur les réponses qui comptent. Métier visé : en emploi dans"
        " le métier que vise la certification, sur les mêmes réponses.",
        "Ne comptent dans aucun taux : la poursuite d’études, l’apprentissage, l’impossibilité de"
        " travailler, l’emploi à l’étranger.",
        "« Entre … et … % » : ce que serait le taux si aucun, puis tous ceux qui n’ont pas répondu"
        " y étaient comptés.",
        f"« {HIDDEN} » : moins de {THRESHOLD} personnes, ou une ligne qui laisserait retrouver"
        f" celles que l’on cache. Aucun taux n’est donné sur moins de {THRESHOLD} réponses.",
        "« publiée » : telle que la fiche enregistrée la donne. « arrêtée » : comptée une fois"
        f" pour toutes, {settings.SURVEY_DAYS} jours après la dernière enquête de l’année."
        " « provisoire » : une enquête n’est pas close.",
    ]
