"""How long what is kept of persons is kept."""

#: How long each kind of personal data is kept, and why.
RETENTION_TERMS = {
    "certification": {"years": 50, "reason": "preuve du titre délivré, tout au long de la vie"},
    "session": {"years": 5, "reason": "délais de recours et contrôle de l’évaluation"},
    "account": {"years": 1, "reason": "un an après la fermeture du compte"},
    "message": {"years": 2, "reason": "preuve de la notification"},
    "evidence": {"years": 1, "reason": "un an après la décision devenue définitive"},
    "passport": {"years": 6, "reason": "preuve de la déclaration au passeport de compétences"},
    "survey": {"years": 5, "reason": "contrôle des chiffres publiés, jusqu’au renouvellement"},
    "journal": {"years": 50, "reason": "preuve des actes, sans nom ni texte libre"},
}
