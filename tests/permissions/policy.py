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
    DIRECTORY_READERS,
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
    SIGNED_IN,
)
from tests.permissions.policy_of_appeals import APPEALS
from tests.permissions.policy_of_awards import AWARDS
from tests.permissions.policy_of_exchange import EXCHANGE
from tests.permissions.policy_of_files import FILES
from tests.permissions.policy_of_passport import PASSPORT
from tests.permissions.policy_of_practice import CORRECTIONS, PRACTICE
from tests.permissions.policy_of_privacy import PRIVACY, WEBHOOKS
from tests.permissions.policy_of_programs import API, HEALTH
from tests.permissions.policy_of_register import REGISTER
from tests.permissions.policy_of_sign_in import DIRECTORY, PROVIDERS, SECOND_FACTORS
from tests.permissions.policy_of_surveys import FIGURES, SURVEYS
from tests.permissions.policy_of_vae import VAE
from tests.permissions.rows import (
    ALLAUTH,
    ENTRANCE,
    EVERYONE,
    NOBODY_IN_JSON,
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
    page("home:home", SIGNED_IN, "le premier écran de chaque rôle"),
    page("archives:own", SIGNED_IN, "chacun demande tout ce qui est gardé de lui"),
    act("archives:ask", SIGNED_IN, "de même"),
    page("archives:download", frozenset({OWNER}), "une archive n’est qu’à la personne"),
    page("outbox:list", CONTROL, "ce qui part se suit par qui l’envoie et qui contrôle"),
    page("outbox:message", CONTROL, "de même"),
    page("outbox:preview", CONTROL, "de même"),
    page("home:calendar", CANDIDATES, "ses propres dates"),
    act("home:renew_calendar", CANDIDATES, "de même", done=frozenset({200})),
    act("home:close_calendar", CANDIDATES, "de même"),
    page(
        "home:feed",
        EVERYONE,
        "l’adresse est sa propre clé : inconnue, elle ne dit rien",
        gives=frozenset({404}),
        says_so=True,
    ),
    page("home:feed", EVERYONE, "l’agenda d’un téléphone n’a pas de compte", case="alive"),
    page("home:waiting", frozenset({OFFICER}), "les files d’attente du gestionnaire"),
    page("home:clocks", CONTROL, "qui tient les délais, et qui le contrôle"),
    page("home:clock", CONTROL, "les lignes derrière un compteur"),
    page("home:directory", CONTROL, "tous les parcours : le gestionnaire et l’auditeur"),
    act("home:save_search", frozenset({OFFICER}), "l’auditeur n’écrit rien"),
    act("home:forget_search", frozenset({OFFICER}), "chacun n’efface que les siennes"),
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
    page("people:list", DIRECTORY_READERS, _DIRECTORY),
    page("people:units", DIRECTORY_READERS, _DIRECTORY),
    page("people:detail", DIRECTORY_READERS | {OWNER}, "sa propre fiche, ou l’annuaire"),
    page("people:detail", DIRECTORY_READERS | {OTHER_CANDIDATE}, "idem", case="of another"),
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
_WRITES_FILE = "seul le gestionnaire tient les dossiers"
CANDIDATES_ROOM = [
    page("candidates:list", CONTROL, "la liste de tous : ceux qui tiennent les dossiers"),
    page("candidates:mine", CANDIDATES, "son propre dossier"),
    page("candidates:detail", CONTROL | JURY | {OWNER, EVALUATOR}, _FILE),
    page(
        "candidates:detail",
        CONTROL | {OTHER_CANDIDATE, OTHER_EVALUATOR, OTHER_PRESIDENT},
        _FILE,
        case="of another",
    ),
    page(
        "candidates:history",
        frozenset({AUDITOR, OWNER}),
        "qui ouvre un dossier ne surveille pas les autres",
    ),
    *(
        form(f"candidates:{name}", frozenset({OFFICER}), _WRITES_FILE)
        for name in ("register", "correct", "enrol", "equivalence", "close", "end_block")
    ),
    act(
        "candidates:invite",
        frozenset({OFFICER}),
        f"{_WRITES_FILE} ; l’administrateur n’en lit aucun",
    ),
]

_PLANS = "seul le gestionnaire prépare une session"
_SESSION = "gestionnaire, auditeur, et les évaluateurs de cette session"
_HALL = "la salle : gestionnaire, auditeur et responsable ; pas les évaluateurs, à l’aveugle"
_TROUBLE = "un incident se signale, se retire ou se rejoue par qui mène la salle"
_RUNS = "les évaluateurs de cette mise en situation et le gestionnaire la conduisent"
SESSIONS = [
    page("sessions:list", CONTROL | EVALUATORS, "chaque évaluateur y voit les siennes"),
    page("sessions:scenarios", CONTROL, "un candidat ne voit jamais un scénario"),
    page("sessions:scenario", CONTROL | {EVALUATOR}, "l’évaluateur lit ce qu’il fait jouer"),
    page("sessions:scenario", CONTROL | {OTHER_EVALUATOR}, "idem", case="of another"),
    page("sessions:scenario_papers", CONTROL | {EVALUATOR}, "de même, ce qu’il remet au candidat"),
    page("sessions:export_scenario", CONTROL, "la bibliothèque entière : qui prépare et contrôle"),
    page("sessions:compare_scenarios", CONTROL, "de même"),
    page("sessions:detail", CONTROL | {EVALUATOR}, _SESSION),
    page("sessions:detail", CONTROL | {OTHER_EVALUATOR}, _SESSION, case="of another"),
    page("sessions:registration_coverage", CONTROL, "de même, candidat par candidat"),
    page("sessions:timetable", CONTROL, "le plan entier : ceux qui préparent et contrôlent"),
    page("sessions:planner", CONTROL, "le plan entier : ceux qui préparent et contrôlent"),
    page("sessions:proposal", CONTROL, "le plan entier : ceux qui préparent et contrôlent"),
    page("sessions:coverage", CONTROL, "le plan entier : ceux qui préparent et contrôlent"),
    page("sessions:simulation", CONTROL | {EVALUATOR}, _SESSION),
    page("sessions:simulation", CONTROL | {OTHER_EVALUATOR}, _SESSION, case="of another"),
    *(
        form(f"sessions:{name}", frozenset({OFFICER}), _PLANS)
        for name in (
            "create", "create_site", "create_scenario", "edit_scenario", "import_scenario",
            "add_station", "add_evaluator", "register", "plan", "hours", "move_simulation",
        )
    ),
    *(
        act(f"sessions:{name}", frozenset({OFFICER}), _PLANS)
        for name in (
            "ready", "rework", "convene", "close", "cancel", "remove_evaluator", "withdraw",
            "cancel_simulation", "propose", "stop_search", "discard_proposal", "accept_proposal",
            "pin_simulation", "unpin_simulation", "publish_scenario", "retire_scenario",
            "restore_scenario", "attendance_sheet",
        )
    ),
    form("sessions:report_incident", frozenset({OFFICER}), _TROUBLE),
    form("sessions:withdraw_incident", frozenset({OFFICER}), _TROUBLE),
    form("sessions:plan_replay", frozenset({OFFICER}), _TROUBLE),
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
    page("grading:device", EVALUATORS, "la clé de ses propres actes sur un appareil"),
    page("grading:worker", EVERYONE, "le navigateur le relit de lui-même ; il ne nomme personne"),
    page("grading:offline", EVERYONE, "ce qui s’affiche sans réseau ; ne nomme personne"),
    page("grading:follow", EVALUATORS | {OFFICER}, "un responsable de session y voit les siennes"),
    page("grading:session", frozenset({OFFICER}), "le suivi : gestionnaire et responsable"),
    act("grading:open", frozenset({EVALUATOR}), "ses propres mises en situation"),
    page("grading:sheet", CONTROL | {EVALUATOR}, _TOGETHER),
    page("grading:sheet", CONTROL | {OTHER_EVALUATOR}, _TOGETHER, case="of another"),
    page("grading:sheet", frozenset({EVALUATOR}), _OWN_SHEET, case="own"),
    page("grading:sheet", NOBODY, _BLIND, case="blind"),
    page("grading:history", frozenset({EVALUATOR}), _OWN_SHEET),
    act("grading:act", frozenset({EVALUATOR}), _OWN_SHEET),
    form(
        "grading:journal",
        frozenset({EVALUATOR}),
        "sa propre grille ; un appareil sans connexion l’apprend en JSON",
        done=frozenset({400}),
        exceptions=NOBODY_IN_JSON,
    ),
    act("grading:not_observable", frozenset({EVALUATOR}), _OWN_SHEET),
    act("grading:sign", frozenset({EVALUATOR}), _OWN_SHEET),
    act("grading:reopen", frozenset({OFFICER}), "le responsable de session, avec un motif"),
    page("grading:room", CONTROL, _HALL),
    page("grading:board", CONTROL, _HALL),
    page("grading:wall", CONTROL, _HALL),
    form("grading:replace_evaluator", frozenset({OFFICER}), "le gestionnaire refait une paire"),
    form("grading:release", frozenset({OFFICER}), "qui mène la salle laisse partir le candidat"),
    act("grading:call", frozenset({EVALUATOR}), _OWN_SHEET),
    act("grading:answer_call", frozenset({OFFICER}), "le responsable de la salle répond"),
    act("grading:harmonise", frozenset({EVALUATOR}), _PAIR),
    page("grading:consensus", CONTROL | {EVALUATOR}, _TOGETHER),
    page("grading:consensus", CONTROL | {OTHER_EVALUATOR}, _TOGETHER, case="of another"),
    page("grading:consensus_news", CONTROL | {EVALUATOR}, _TOGETHER),
    page("grading:axis", CONTROL | {EVALUATOR}, _TOGETHER),
    page("grading:axis", CONTROL | {OTHER_EVALUATOR}, _TOGETHER, case="of another"),
    page("grading:axis", NOBODY, _BLIND, case="blind"),
    page("grading:agreement", frozenset({OFFICER}), "le gestionnaire et le responsable de session"),
    act("grading:measure_agreement", frozenset({OFFICER}), "ceux qui le lisent le demandent"),
    act("grading:settle", frozenset({EVALUATOR}), _PAIR),
    act("grading:sign_consensus", frozenset({EVALUATOR}), _PAIR),
]

_COVERED = "contrôle, évaluateurs du candidat, son jury ; lui-même une fois les résultats publiés"
COVERAGE = [
    page("coverage:enrolment", CONTROL | JURY | {EVALUATOR, OWNER}, _COVERED),
    page(
        "coverage:enrolment", CONTROL | {OTHER_EVALUATOR, OTHER_PRESIDENT}, _COVERED,
        case="of another",
    ),
    page("coverage:session", CONTROL | {EVALUATOR}, _SESSION),
    page("coverage:session", CONTROL | {OTHER_EVALUATOR}, _SESSION, case="of another"),
]  # fmt: skip

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
    page("juries:summonses", CONTROL, "réponses et motifs de chacun : secrétariat et contrôle"),
    page("juries:proposal", CONTROL, "qui pourrait siéger : secrétariat et contrôle"),
    act("juries:reply", JURY_AND_RECUSED, "chacun répond à sa propre convocation"),
    act("juries:declare", JURY_AND_RECUSED, "chaque membre signe sa propre déclaration"),
    form("juries:create", frozenset({OFFICER}), _COMPOSES),
    *(
        act(f"juries:{name}", frozenset({OFFICER}), _COMPOSES)
        for name in (
            "seat", "end", "propose", "keep", "discard", "reschedule", "compose", "convene",
            "cancel", "add", "remove", "dismiss", "attendance_sheet",
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
    page("deliberation:list", CONTROL | EVERY_JURY, "chaque membre y voit les siennes"),
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
    page("deliberation:sitting", CONTROL | JURY_AND_RECUSED, _ROOM),
    page("deliberation:sitting", CONTROL | {OTHER_PRESIDENT}, _ROOM, case="of another"),
    page("deliberation:leaving", CONTROL | JURY_AND_RECUSED, "des numéros, aucun nom"),
    page("deliberation:candidate", CONTROL | JURY, _RECUSED),
    page("deliberation:candidate", CONTROL | JURY_AND_RECUSED, _ROOM, case="not recused"),
    page("deliberation:candidate", CONTROL | {OTHER_PRESIDENT}, _ROOM, case="of another"),
    page("deliberation:observations", CONTROL | JURY, _RECUSED),
    page("deliberation:count", frozenset({PRESIDENT}), _PRESIDES),
    *(
        act(f"deliberation:{name}", frozenset({PRESIDENT}), _PRESIDES)
        for name in (
            "conclude", "reopen_presentation", "decide", "decide_by_rule", "reconsider", "close",
            "reopen", "defer", "open_ballot", "close_ballot", "void_ballot",
        )
    ),
    *(
        act(f"deliberation:{name}", frozenset({PRESIDENT, OFFICER}), _SECRETARIAT)
        for name in ("move", "attendance", "recuse", "incident")
    ),
    page("deliberation:strip", CONTROL | JURY, _RECUSED),
    page("deliberation:vote", JURY_AND_RECUSED, "l’écran de chaque membre"),
    act("deliberation:cast", JURY, _RECUSED),
    act("deliberation:note", JURY, "le jury écrit pour lui-même"),
    page("deliberation:minutes", CONTROL | JURY_AND_RECUSED, _MINUTES),
    page("deliberation:draft", CONTROL | JURY_AND_RECUSED, _MINUTES),
    page("deliberation:results", CONTROL | JURY_AND_RECUSED, _MINUTES),
    act("deliberation:sign", JURY_AND_RECUSED, _MINUTES),
    form("deliberation:correct", frozenset({PRESIDENT}), _PRESIDES),
    act("deliberation:drop_correction", frozenset({PRESIDENT}), _PRESIDES),
    act("deliberation:countersign", JURY_AND_RECUSED, _MINUTES),
]  # fmt: skip

POLICY: list[Row] = [
    *SITE, *HEALTH, *ACCOUNTS, *SECOND_FACTORS, *PROVIDERS, *DIRECTORY, *API, *FRAMEWORK, *PEOPLE,
    *CANDIDATES_ROOM, *CORRECTIONS, *PRACTICE, *FILES, *VAE, *SESSIONS, *GRADING, *COVERAGE,
    *JURIES, *DELIBERATION, *AWARDS, *APPEALS, *PASSPORT, *SURVEYS, *FIGURES, *REGISTER,
    *PRIVACY, *WEBHOOKS,
    *EXCHANGE,
]  # fmt: skip
