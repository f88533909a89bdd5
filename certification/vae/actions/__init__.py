"""The verbs of the room."""

from certification.vae.actions.deciding import (
    ask_for_papers,
    decide,
    forget_identities,
    forget_identity,
    settle_silence,
    settle_silences,
)
from certification.vae.actions.telling import (
    aim_at,
    describe_evidence,
    detach_evidence,
    save_narrative,
    start_file,
    submit_file,
)
from certification.vae.actions.verifying import present_file, return_file, verify_file
from certification.vae.actions.withdrawing import (
    drop_withdrawal,
    pronounce_withdrawal,
    propose_withdrawal,
)
from certification.vae.actions.writing import (
    abandon,
    add_experience,
    change_experience,
    remove_experience,
    save_answers,
    start_application,
    submit,
)

__all__ = [
    "abandon",
    "add_experience",
    "aim_at",
    "ask_for_papers",
    "change_experience",
    "decide",
    "describe_evidence",
    "detach_evidence",
    "drop_withdrawal",
    "forget_identities",
    "forget_identity",
    "present_file",
    "pronounce_withdrawal",
    "propose_withdrawal",
    "remove_experience",
    "return_file",
    "save_answers",
    "save_narrative",
    "settle_silence",
    "settle_silences",
    "start_application",
    "start_file",
    "submit",
    "submit_file",
    "verify_file",
]
