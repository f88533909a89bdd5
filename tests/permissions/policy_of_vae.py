"""Who writes, reads and decides an application (livret 1) and a file of validation (livret 2).

The owner's application is submitted, their file is before jury A; the other candidate's are still
drafts.
"""

from tests.permissions.cast import (
    ADMINISTRATOR,
    CANDIDATES,
    CONTROL,
    JURY,
    OFFICER,
    OTHER_CANDIDATE,
    OWNER,
)
from tests.permissions.rows import act, form, page

_QUEUE = "gestionnaire et auditeur lisent les demandes déposées"
_OWN = "un candidat ne lit que ses demandes"
_DRAFT = "un brouillon n’est lu et écrit que par son candidat"
_DECIDES = "seul le gestionnaire instruit"
_WRITER = frozenset({OTHER_CANDIDATE})
_TALK = frozenset({OFFICER, OWNER})
_FILES = "gestionnaire et auditeur lisent les dossiers déposés, un candidat le sien"
_JURY = "le jury lit la version qui lui est présentée, sauf qui s’est déporté"
_TWO = "le gestionnaire propose un retrait, un administrateur, autre personne, le prononce"

VAE = [
    page("vae:list", CONTROL, _QUEUE),
    page("vae:mine", CANDIDATES, _OWN),
    act("vae:start", CANDIDATES, "chaque candidat peut demander, et lit pourquoi il ne peut pas"),
    page("vae:detail", CONTROL | {OWNER}, _QUEUE),
    page("vae:detail", _WRITER, _DRAFT, case="draft"),
    *(form(f"vae:{name}", _WRITER, _DRAFT) for name in ("situation", "add", "declaration")),
    form("vae:experience", _WRITER, _DRAFT),
    page("vae:identity", _WRITER, _DRAFT),
    act("vae:forget", _WRITER, _DRAFT),
    act("vae:submit", _WRITER, _DRAFT),
    act("vae:abandon", frozenset({OWNER}), "le candidat retire sa demande"),
    act("vae:message", _TALK, "candidat et gestionnaire se parlent"),
    act("vae:read", _TALK, "chacun dit ce qu’il a lu"),
    act("vae:settle", _TALK, "deux mois passés, l’attestation se demande"),
    form("vae:propose_withdrawal", frozenset({OFFICER}), _TWO),
    page("vae:withdrawals", CONTROL | {ADMINISTRATOR}, _TWO),
    act("vae:pronounce_withdrawal", frozenset({ADMINISTRATOR}), _TWO),
    act("vae:drop_withdrawal", frozenset({OFFICER}), _TWO),
    act("vae:start_file", frozenset({OWNER}), "un candidat recevable commence son dossier"),
    page("vae:files", CONTROL, _FILES),
    page("vae:file", CONTROL | {OWNER}, _FILES),
    page("vae:file", _WRITER, _DRAFT, case="draft"),
    page("vae:preview", _WRITER, _DRAFT),
    form("vae:blocks", _WRITER, _DRAFT),
    form("vae:narrative", _WRITER, _DRAFT),
    form("vae:piece", _WRITER, _DRAFT),
    act("vae:detach", _WRITER, _DRAFT),
    act("vae:submit_file", _WRITER, _DRAFT),
    *(act(f"vae:{name}", frozenset({OFFICER}), _DECIDES) for name in ("verify", "present")),
    form("vae:give_back", frozenset({OFFICER}), _DECIDES),
    act("vae:file_message", _TALK, "candidat et gestionnaire se parlent"),
    act("vae:file_read", _TALK, "chacun dit ce qu’il a lu"),
    page("vae:version", CONTROL | JURY | {OWNER}, _JURY),
    page("vae:version_block", CONTROL | JURY | {OWNER}, _JURY),
    form("vae:ask", frozenset({OFFICER}), _DECIDES),
    form("vae:decide", frozenset({OFFICER}), _DECIDES),
]
