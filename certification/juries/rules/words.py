"""What members sign before they open a file. Source: D6412-6; the words are ours."""

DECLARATION = (
    "Je déclare sur l’honneur n’avoir, ni avoir eu, de lien personnel ou professionnel avec les "
    "candidats de ce jury, et n’en avoir formé ni accompagné aucun, hors ceux pour lesquels je me "
    "déporte. Je m’engage à me déporter si un tel lien m’apparaît avant le vote, à étudier les "
    "dossiers, et à garder le secret des dossiers et des délibérations."
)
