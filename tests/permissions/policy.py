"""Who may do what at every address. Written by hand from the policy; never copied from the code.

**To add a row**: one line in the list of the room. `page(name, who, why)` is read only,
`form(name, who, why)` is read and sent by the same people, `act(name, who, why)` is a button.
Groups of actors are in `cast.py`; the ids an address wants are those of the room's main object,
unless `world.py` says otherwise (its function `_rest`). A second line for the same address, about
another object, bears a `case`. `make test ARGS=tests/permissions` says what is missing.

What each answer is:
- who may read: 200 to GET (`gives` says otherwise). Who may act: to a POST that says nothing of
  use, 302 (done, or a sentence on the page one came from), 409 or 422; never 404.
- refused: 404, the very bytes of an unknown address. An address that has no such method may say
  405 first, whoever asks and whatever the id.
- anonymous: 302 to the sign-in page, whatever the method; public pages excepted.
- a method that no address has (`wrong`): 405 to whoever is let in (`misused`).
- no CSRF token: 403, before any other question.
"""

from tests.permissions.cast import (
    ANONYMOUS,
    AUDITOR,
    CANDIDATES,
    CONTROL,
    EVALUATOR,
    EVALUATORS,
    EVERY_JURY,
    JURY,
    JURY_AND_RECUSED,
    KEEPERS,
    MEMBER,
    NOBODY,
    OFFICER,
    OTHER_CANDIDATE,
    OTHER_EVALUATOR,
    OTHER_PRESIDENT,
    OWNER,
    PRESIDENT,
    READERS,
    SIGNED_IN,
)
from tests.permissions.policy_of_programs import API
from tests.permissions.policy_of_sign_in import DIRECTORY, SECOND_FACTORS
from tests.permissions.rows import (
    ALLAUTH,
    ENTRANCE,
    EVERYONE,
    PROVES_AGAIN,
    Row,
    act,
    form,
    page,
)

SITE = [
    page("interface:accessibility", EVERYONE, "la loi veut cette page publique"),
    page("interface:legal", EVERYONE, "mentions légales : publiques"),
    page("interface:privacy", EVERYONE, "chacun sait ce qui est gardé de lui"),
    page("register:ask", EVERYONE, "un employeur vérifie un titre sans compte"),
    page("register:verify", EVERYONE, "le QR code mène ici, sans compte"),
    page("home:home", SIGNED_IN, "le premier écran de chaque rôle"),
    page("home:waiting", frozenset({OFFICER}), "les files d’attente du gestionnaire"),
]

ACCOUNTS = [
    form("account_login", EVERYONE, "l’entrée", **ALLAUTH, exceptions=ENTRANCE),
    act(
        "account_logout",
        SIGNED_IN,
        "chacun peut sortir ; qui n’est pas entré est mené à l’entrée",
        exceptions={(ANONYMOUS, method): frozenset({302, 405}) for method in ("GET", "PATCH")},
    ),
    page("accounts:profile", SIGNED_IN, "son propre compte"),
    form("accounts:role", SIGNED_IN, "choisir parmi ses propres rôles"),
    page("account_inactive", EVERYONE, "dit qu’un compte est fermé"),
    form("account_signup", EVERYONE, "dit qu’il n’y a pas d’inscription", **ALLAUTH),
    *(
        form(name, EVERYONE, "retrouver l’accès à son compte", **ALLAUTH)
        for name in ("account_reset_password", "account_reset_password_from_key")
    ),
    *(
        page(name, EVERYONE, "retrouver l’accès à son compte")
        for name in ("account_reset_password_done", "account_reset_password_from_key_done")
    ),
    *(
        form(name, SIGNED_IN, "son propre mot de passe", **ALLAUTH)
        for name in ("account_change_password", "account_set_password")
    ),
    form("account_reauthenticate", SIGNED_IN, "prouver que c’est encore soi", **PROVES_AGAIN),
]

FRAMEWORK = [
    page("framework:list", SIGNED_IN, "une fiche RNCP est publique"),
    page("framework:detail", SIGNED_IN, "une fiche RNCP est publique"),
]

_DIRECTORY = "l’annuaire se lit par ceux qui le tiennent et par l’auditeur"
_WRITES_DIRECTORY = "gestionnaire et administrateur tiennent l’annuaire"
PEOPLE = [
    page("people:list", READERS, _DIRECTORY),
    page("people:units", READERS, _DIRECTORY),
    page("people:detail", READERS | {OWNER}, "sa propre fiche, ou l’annuaire"),
    page("people:detail", READERS | {OTHER_CANDIDATE}, "idem", case="of another"),
    form("people:availability", KEEPERS | {OWNER}, "chacun dit ses propres disponibilités"),
    *(
        form(f"people:{name}", KEEPERS, _WRITES_DIRECTORY)
        for name in (
            "create", "create_unit", "create_employer", "correct", "post", "accredit", "link",
            "end_posting",
        )
    ),
]  # fmt: skip

_FILE = "qui tient les dossiers, qui évalue ou juge ce candidat (sauf déport), et lui-même"
_WRITES_FILE = "gestionnaire et administrateur tiennent les dossiers"
CANDIDATES_ROOM = [
    page("candidates:list", READERS, "la liste de tous : ceux qui tiennent les dossiers"),
    page("candidates:mine", CANDIDATES, "son propre dossier"),
    page("candidates:detail", READERS | JURY | {OWNER, EVALUATOR}, _FILE),
    page(
        "candidates:detail",
        READERS | {OTHER_CANDIDATE, OTHER_EVALUATOR, OTHER_PRESIDENT},
        _FILE,
        case="of another",
    ),
    page(
        "candidates:history",
        frozenset({AUDITOR, OWNER}),
        "qui ouvre un dossier ne surveille pas les autres",
    ),
    *(
        form(f"candidates:{name}", KEEPERS, _WRITES_FILE)
        for name in ("register", "correct", "enrol", "equivalence", "close", "end_block")
    ),
]

_PRACTICE = "l’exercice : le candidat, le gestionnaire qui l’enregistre, l’auditeur"
_DECLARES = "le candidat pour lui-même, le gestionnaire pour tous"
_ATTESTS = "seul le gestionnaire enregistre ce qu’un responsable atteste"
PRACTICE = [
    page(
        "practice:list",
        CONTROL | CANDIDATES,
        _PRACTICE,
        # With one way only, a candidate is led straight to it.
        exceptions={(who, "GET"): frozenset({302}) for who in CANDIDATES},
    ),
    page("practice:enrolment", CONTROL | {OWNER}, _PRACTICE),
    page("practice:enrolment", CONTROL | {OTHER_CANDIDATE}, _PRACTICE, case="of another"),
    *(
        form(f"practice:{name}", frozenset({OFFICER, OWNER}), _DECLARES)
        for name in ("declare", "correct", "interrupt")
    ),
    *(
        act(f"practice:{name}", frozenset({OFFICER, OWNER}), _DECLARES)
        for name in ("withdraw", "resume")
    ),
    *(form(f"practice:{name}", frozenset({OFFICER}), _ATTESTS) for name in ("attest", "void")),
]

_PLANS = "seul le gestionnaire prépare une session"
_SESSION = "gestionnaire, auditeur, et les évaluateurs de cette session"
_RUNS = "les évaluateurs de cette mise en situation et le gestionnaire la conduisent"
SESSIONS = [
    page("sessions:list", CONTROL | EVALUATORS, "chaque évaluateur y voit les siennes"),
    page("sessions:scenarios", CONTROL, "un candidat ne voit jamais un scénario"),
    page("sessions:scenario", CONTROL | {EVALUATOR}, "l’évaluateur lit ce qu’il fait jouer"),
    page("sessions:scenario", CONTROL | {OTHER_EVALUATOR}, "idem", case="of another"),
    page("sessions:detail", CONTROL | {EVALUATOR}, _SESSION),
    page("sessions:detail", CONTROL | {OTHER_EVALUATOR}, _SESSION, case="of another"),
    page("sessions:coverage", CONTROL, "le plan entier : ceux qui préparent et contrôlent"),
    page("sessions:simulation", CONTROL | {EVALUATOR}, _SESSION),
    page("sessions:simulation", CONTROL | {OTHER_EVALUATOR}, _SESSION, case="of another"),
    *(
        form(f"sessions:{name}", frozenset({OFFICER}), _PLANS)
        for name in (
            "create", "create_site", "create_scenario", "edit_scenario", "add_station",
            "add_evaluator", "register", "plan",
        )
    ),
    *(
        act(f"sessions:{name}", frozenset({OFFICER}), _PLANS)
        for name in (
            "ready", "rework", "convene", "close", "cancel", "remove_evaluator", "withdraw",
            "cancel_simulation",
        )
    ),
    act("sessions:start", frozenset({OFFICER, EVALUATOR}), _RUNS),
    act("sessions:finish", frozenset({OFFICER, EVALUATOR}), _RUNS),
    form("sessions:absence", frozenset({OFFICER, EVALUATOR}), _RUNS),
]  # fmt: skip

_BLIND = "à l’aveugle : la grille ouverte d’un autre ne se lit pas, gestionnaire compris"
_OWN_SHEET = "une grille ouverte n’est qu’à son évaluateur"
_TOGETHER = "toutes signées, les grilles se lisent par la paire, le gestionnaire, l’auditeur"
_PAIR = "la paire harmonise"
GRADING = [
    page("grading:today", EVALUATORS, "sa propre journée"),
    page("grading:follow", EVALUATORS | {OFFICER}, "un responsable de session y voit les siennes"),
    page("grading:session", frozenset({OFFICER}), "le suivi : gestionnaire et responsable"),
    act("grading:open", frozenset({EVALUATOR}), "ses propres mises en situation"),
    page("grading:sheet", CONTROL | {EVALUATOR}, _TOGETHER),
    page("grading:sheet", CONTROL | {OTHER_EVALUATOR}, _TOGETHER, case="of another"),
    page("grading:sheet", frozenset({EVALUATOR}), _OWN_SHEET, case="own"),
    page("grading:sheet", NOBODY, _BLIND, case="blind"),
    page("grading:history", frozenset({EVALUATOR}), _OWN_SHEET),
    act("grading:act", frozenset({EVALUATOR}), _OWN_SHEET),
    act("grading:not_observable", frozenset({EVALUATOR}), _OWN_SHEET),
    act("grading:sign", frozenset({EVALUATOR}), _OWN_SHEET),
    act("grading:reopen", frozenset({OFFICER}), "le responsable de session, avec un motif"),
    act("grading:harmonise", frozenset({EVALUATOR}), _PAIR),
    page("grading:consensus", CONTROL | {EVALUATOR}, _TOGETHER),
    page("grading:consensus", CONTROL | {OTHER_EVALUATOR}, _TOGETHER, case="of another"),
    act("grading:settle", frozenset({EVALUATOR}), _PAIR),
    act("grading:sign_consensus", frozenset({EVALUATOR}), _PAIR),
]

_COMPOSES = "seul le gestionnaire compose et convoque"
_SEATED = "gestionnaire, auditeur, et ceux qui siègent dans ce jury, une fois convoqués"
JURIES = [
    page("juries:list", CONTROL | EVERY_JURY, "chaque membre y voit les siens"),
    page("juries:calendar", CONTROL, "les dates de tous les jurys"),
    page("juries:detail", CONTROL | JURY_AND_RECUSED, _SEATED),
    page("juries:detail", CONTROL | {OTHER_PRESIDENT}, _SEATED, case="of another"),
    page("juries:detail", CONTROL, "un projet de jury n’est pas annoncé", case="draft"),
    page("juries:composition", CONTROL, "indicateurs et vivier : secrétariat et contrôle"),
    page("juries:agenda", CONTROL, "les liens de chacun : secrétariat et contrôle"),
    form("juries:create", frozenset({OFFICER}), _COMPOSES),
    *(
        act(f"juries:{name}", frozenset({OFFICER}), _COMPOSES)
        for name in (
            "seat", "end", "reschedule", "compose", "convene", "cancel", "add", "remove", "dismiss",
        )
    ),
    act(
        "juries:recuse",
        frozenset({OFFICER, PRESIDENT, MEMBER}),
        "le membre pour lui-même (c’est lui que le formulaire nomme), le président ou le "
        "gestionnaire pour lui ; qui est déporté ne connaît plus ce passage",
    ),
]  # fmt: skip

_ROOM = "ceux qui siègent dans ce jury, et ceux qui contrôlent"
_RECUSED = "un membre déporté ne voit rien de ce candidat"
_PRESIDES = "le président de ce jury, et lui seul"
_SECRETARIAT = "le président, ou le gestionnaire qui tient le secrétariat"
_MINUTES = "chaque membre lit et signe le procès-verbal entier, déport compris"
DELIBERATION = [
    page("deliberation:list", READERS | EVERY_JURY, "chaque membre y voit les siennes"),
    form(
        "deliberation:open",
        frozenset({PRESIDENT}),
        f"{_PRESIDES} ; déjà ouverte, on y est conduit",
        gives=frozenset({302}),
    ),
    form(
        "deliberation:open",
        frozenset({OTHER_PRESIDENT}),
        _PRESIDES,
        gives=frozenset({302}),
        case="of another",
    ),
    page("deliberation:sitting", READERS | JURY_AND_RECUSED, _ROOM),
    page("deliberation:sitting", READERS | {OTHER_PRESIDENT}, _ROOM, case="of another"),
    page("deliberation:leaving", READERS | JURY_AND_RECUSED, "des numéros, aucun nom"),
    page("deliberation:candidate", READERS | JURY, _RECUSED),
    page("deliberation:candidate", READERS | JURY_AND_RECUSED, _ROOM, case="not recused"),
    page("deliberation:candidate", READERS | {OTHER_PRESIDENT}, _ROOM, case="of another"),
    page("deliberation:observations", READERS | JURY, _RECUSED),
    page("deliberation:count", frozenset({PRESIDENT}), _PRESIDES),
    *(
        act(f"deliberation:{name}", frozenset({PRESIDENT}), _PRESIDES)
        for name in (
            "conclude", "reopen_presentation", "decide", "decide_by_rule", "reconsider", "close",
            "reopen",
        )
    ),
    *(
        act(f"deliberation:{name}", frozenset({PRESIDENT, OFFICER}), _SECRETARIAT)
        for name in ("move", "attendance", "recuse")
    ),
    page("deliberation:minutes", READERS | JURY_AND_RECUSED, _MINUTES),
    page("deliberation:draft", READERS | JURY_AND_RECUSED, _MINUTES),
    page("deliberation:results", READERS | JURY_AND_RECUSED, _MINUTES),
    act("deliberation:sign", JURY_AND_RECUSED, _MINUTES),
]  # fmt: skip

AWARDS = [
    page("awards:list", READERS, "le registre des titres"),
    page("awards:detail", READERS, "le registre des titres"),
    page("awards:results", CANDIDATES, "ses propres résultats publiés"),
    page("awards:result", frozenset({OWNER}), "ses propres résultats publiés"),
    page("awards:result", NOBODY, "rien avant la publication", case="of another"),
    form(
        "awards:publication",
        CONTROL,
        "l’auditeur lit, le gestionnaire fixe",
        acts=frozenset({OFFICER}),
    ),
    act("awards:publish", frozenset({OFFICER}), "le gestionnaire publie"),
    page("awards:signatories", READERS, "qui signe pour le certificateur"),
    form("awards:appoint", frozenset({OFFICER}), "le gestionnaire enregistre l’acte"),
    form("awards:withdraw", frozenset({OFFICER}), "le gestionnaire enregistre l’acte"),
    page("document", READERS | {OWNER}, "un parchemin est à son titulaire", case="certificate"),
    page("document", READERS | JURY_AND_RECUSED, _MINUTES, case="minutes"),
]

POLICY: list[Row] = [
    *SITE, *ACCOUNTS, *SECOND_FACTORS, *DIRECTORY, *API, *FRAMEWORK, *PEOPLE, *CANDIDATES_ROOM,
    *PRACTICE, *SESSIONS, *GRADING, *JURIES, *DELIBERATION, *AWARDS,
]  # fmt: skip
