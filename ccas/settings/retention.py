"""How long what is kept of persons is kept; and what the register of processing says of each.

A term is what `personal(…, retention=…)` names. basis: article 6 of the GDPR. persons, recipients:
whose data, and who reads them.
"""

import environ

env = environ.Env()

#: Who answers for the data, how to write to them, and to their data protection officer (article
#: 30, 1, a): printed in the register of processing.
DATA_CONTROLLER = env.str(
    "DATA_CONTROLLER", default="Ministère de l’Intérieur et des Outre-mer, certificateur"
)
DATA_CONTROLLER_CONTACT = env.str("DATA_CONTROLLER_CONTACT", default="")
DATA_PROTECTION_OFFICER = env.str("DATA_PROTECTION_OFFICER", default="")

_PUBLIC_TASK = "mission d’intérêt public (RGPD, art. 6.1.e)"
_LEGAL = "obligation légale (RGPD, art. 6.1.c)"

RETENTION_TERMS = {
    "certification": {
        "name": "Parcours, décisions du jury et titres",
        "years": 50,
        "reason": "preuve du titre délivré, tout au long de la vie",
        "basis": _LEGAL,
        "persons": "candidats, responsables qui attestent, membres de jury, signataires",
        "recipients": "gestionnaires, jury saisi, auditeurs ; le titulaire ; qui vérifie un titre",
    },
    "session": {
        "name": "Mises en situation, grilles et observations",
        "years": 5,
        "reason": "délais de recours et contrôle de l’évaluation",
        "basis": _PUBLIC_TASK,
        "persons": "candidats, évaluateurs",
        "recipients": "évaluateurs de la session, jury saisi, gestionnaires, auditeurs",
    },
    "account": {
        "name": "Comptes et accès",
        "years": 1,
        "reason": "un an après la fermeture du compte",
        "basis": _PUBLIC_TASK,
        "persons": "toute personne qui a un compte",
        "recipients": "la personne, gestionnaires, administrateurs",
    },
    "message": {
        "name": "Messages envoyés",
        "years": 2,
        "reason": "preuve de la notification",
        "basis": _LEGAL,
        "persons": "destinataires des messages",
        "recipients": "le destinataire, gestionnaires, auditeurs",
    },
    "export": {
        "name": "Exports de listes",
        "years": 2,
        "reason": "contrôle de ce qui est sorti du service",
        "basis": _PUBLIC_TASK,
        "persons": "agents qui exportent ; candidats nommés par un filtre",
        "recipients": "l’agent pour ses exports, auditeurs",
    },
    "evidence": {
        "name": "Pièces justificatives",
        "years": 1,
        "reason": "un an après la décision devenue définitive",
        "basis": _PUBLIC_TASK,
        "persons": "candidats",
        "recipients": "gestionnaires, jury saisi, auditeurs",
    },
    "passport": {
        "name": "Déclarations au passeport de compétences",
        "years": 6,
        "reason": "preuve de la déclaration au passeport de compétences",
        "basis": _LEGAL,
        "persons": "titulaires",
        "recipients": "gestionnaires, auditeurs ; Caisse des Dépôts",
    },
    "survey": {
        "name": "Réponses aux enquêtes d’insertion",
        "years": 5,
        "reason": "contrôle des chiffres publiés, jusqu’au renouvellement",
        "basis": _PUBLIC_TASK,
        "persons": "titulaires",
        "recipients": "gestionnaires, auditeurs ; les chiffres publiés ne nomment personne",
    },
    "journal": {
        "name": "Journal des actes",
        "years": 50,
        "reason": "preuve des actes, sans nom ni texte libre",
        "basis": _LEGAL,
        "persons": "qui agit, par l’identifiant de son compte",
        "recipients": "gestionnaires, auditeurs, administrateurs",
    },
}
