"""Every page that somebody may read is opened in the browser, or says why not."""

from tests.browser.screens import SCREENS
from tests.permissions.policy import POLICY
from tests.permissions.rows import Row, page

#: Addresses to read that no browser test opens as a page, and why.
WITHOUT_SCREEN = {
    "account_set_password": "mène au changement qui a déjà un mot de passe ; le même formulaire",
    "mfa_authenticate": "le milieu d’une connexion : tests/ccas/accounts/test_factors.py",
    "mfa_login_webauthn": "des valeurs pour le script des clés d’accès",
    "accounts:provider_prove": "mène chez le fournisseur d’identité",
    "accounts:provider_return": "le retour du fournisseur : tests/ccas/accounts/providers",
    "accounts:provider_confirm": "le milieu d’une entrée par un fournisseur : mêmes tests",
    "operations:alive": "des mots pour une sonde",
    "operations:ready": "des valeurs pour une sonde",
    "operations:measures": "des valeurs pour Prometheus",
    "files:show": "un fichier",
    "archives:download": "un fichier",
    "home:feed": "un fichier pour l’agenda d’un téléphone",
    "outbox:preview": "un message tel que le montre une messagerie, sans rien de nos pages",
    "files:state": "un morceau de la page du fichier",
    "files:upload": "des valeurs pour le script de dépôt",
    "grading:device": "une clé, pour le script de la grille",
    "grading:worker": "un script, que le navigateur relit de lui-même",
    "grading:consensus_news": "un morceau de la grille harmonisée",
    "grading:board": "un morceau de l’écran de la salle",
    "sessions:export_scenario": "un fichier",
    "sessions:plan_replay": "la démonstration n’a pas d’incident à rejouer",
    "sessions:withdraw_incident": "la démonstration n’a pas d’incident à retirer",
    "grading:journal": "des valeurs pour la grille de l’appareil",
    "passport:file": "un fichier",
    "figures:workbook": "un fichier",
    "figures:renewal_file": "un fichier",
    "juries:proposal": "se cherche par un travailleur, que ces tests n’ont pas : test_proposing",
    "awards:reissue": "un papier déjà rendu, que ces tests n’ont pas : test_reissuing",
    "awards:archive": "un fichier zip",
    "awards:letter": "un PDF",
    "awards:observe": "aucun titre n’est près d’être retiré : test_withdrawing",
    "document": "un PDF",
    "privacy:register_csv": "un fichier",
    **dict.fromkeys(
        ("badges:download", "badges:issuer_json", "badges:achievement_json", "badges:status"),
        "un fichier",
    ),
    "badges:picture": "une image de « mes badges »",
    "vae:preview": "un PDF",
    **dict.fromkeys(
        (
            "register:checkpoint",
            "register:head",
            "register:tile",
            "register:consistency",
            "register:bundle",
            "register:verifier",
            "register:proof",
            "register:shared_paper",
            "register:worker",
        ),
        "un fichier",
    ),
    "seal_authority": "des certificats à télécharger",
    "deliberation:draft": "un PDF",
    "deliberation:strip": "un morceau de « un candidat à décider »",
    "deliberation:count": "un morceau de « un candidat à décider »",
    "deliberation:open": "une fois ouverte, mène à « délibération en cours »",
}


def readable(policy: list[Row]) -> set[str]:
    """The addresses that somebody may read as a page: the API but its guide speaks to programs."""
    return {
        row.name
        for row in policy
        if row.reads is not None and (row.name == "api:guide" or not row.name.startswith("api:"))
    }


def without_screen(policy: list[Row]) -> set[str]:
    """Pages that nobody looks at."""
    return readable(policy) - {screen.route for screen in SCREENS} - set(WITHOUT_SCREEN)


def test_every_page_has_a_screen_or_a_reason():
    assert without_screen(POLICY) == set(), "add it to tests/browser/screens.py"


def test_a_page_without_screen_is_seen():
    """Negative control."""
    rogue = page("candidates:rogue", frozenset({"officer"}), "")
    assert without_screen([*POLICY, rogue]) == {"candidates:rogue"}


def test_no_reason_outlives_its_address():
    assert set(WITHOUT_SCREEN) <= readable(POLICY)
    assert not set(WITHOUT_SCREEN) & {screen.route for screen in SCREENS}


def test_screens_are_told_apart():
    names = [screen.name for screen in SCREENS]
    assert len(names) == len(set(names))
