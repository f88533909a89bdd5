"""What changed between two loads of a qualification, in sentences."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher

from assessments.framework.rules.qualification import (
    ROUTES,
    Notice,
    NoticeBlock,
    QualificationRules,
)


@dataclass(frozen=True, slots=True)
class Loaded:
    """A notice and its rules, as one load brought them."""

    notice: Notice
    rules: QualificationRules


def changes(before: Loaded | None, after: Loaded) -> list[str]:
    """The differences, the most visible first; an only sentence when there is none to read.

    before: None when the qualification was unknown.
    """
    if before is None:
        return [_first(after)]
    found = [
        *_identity(before.notice, after.notice),
        *_blocks(before.notice.blocks, after.notice.blocks),
        *_texts(before.notice, after.notice),
        *_rules(before.rules, after.rules),
    ]
    return found or [
        "Les fichiers diffèrent par leur forme seulement : aucun texte ni aucune règle ne change."
    ]


def _first(loaded: Loaded) -> str:
    blocks = loaded.notice.blocks
    total = sum(len(block.competencies) for block in blocks)
    routes = " et ".join(route.label.lower() for route in loaded.rules.routes)
    return (
        f"Première révision : {len(blocks)} blocs, {total} compétences "
        f"({' + '.join(str(len(block.competencies)) for block in blocks)}) ; "
        f"voies ouvertes : {routes}."
    )


def _identity(before: Notice, after: Notice) -> Iterator[str]:
    fields = {
        "Intitulé": (before.title, after.title),
        "Niveau": (before.level, after.level),
        "Certificateur": (_names(before), _names(after)),
        "Date de décision": (_day(before.decision_date), _day(after.decision_date)),
        "Fin d’enregistrement": (_day(before.registration_end), _day(after.registration_end)),
        "Dernière délivrance possible": (
            _day(before.last_award_date),
            _day(after.last_award_date),
        ),
        "Remplace": (", ".join(before.predecessors), ", ".join(after.predecessors)),
        "Remplacée par": (", ".join(before.successors), ", ".join(after.successors)),
    }
    for label, (old, new) in fields.items():
        if old != new:
            yield f"{label} : « {old or 'néant'} » devient « {new or 'néant'} »."


def _blocks(before: tuple[NoticeBlock, ...], after: tuple[NoticeBlock, ...]) -> Iterator[str]:
    old = {block.code: block for block in before}
    new = {block.code: block for block in after}
    for code in old:
        if code not in new:
            yield f"Bloc {code} : retiré."
    for code, block in new.items():
        if code not in old:
            yield f"Bloc {code} : ajouté, {len(block.competencies)} compétences."
            continue
        if old[code].title != block.title:
            yield f"Bloc {code} : intitulé modifié, « {block.title} »."
        if old[code].assessment != block.assessment:
            yield f"Bloc {code} : modalités d’évaluation modifiées."
        yield from _competencies(code, old[code], block)
    shared = [code for code in old if code in new]
    if shared != [code for code in new if code in old]:
        yield "L’ordre des blocs change."


def _competencies(code: str, before: NoticeBlock, after: NoticeBlock) -> Iterator[str]:
    old = [competency.text for competency in before.competencies]
    new = [competency.text for competency in after.competencies]
    for kind, i1, i2, j1, j2 in SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        reworded = min(i2 - i1, j2 - j1)
        for offset in range(reworded):
            yield f"Bloc {code}, compétence {j1 + offset + 1} : reformulée, « {new[j1 + offset]} »."
        for text in old[i1 + reworded : i2]:
            yield f"Bloc {code} : compétence retirée, « {text} »."
        for rank in range(j1 + reworded, j2):
            yield f"Bloc {code}, compétence {rank + 1} : ajoutée, « {new[rank]} »."


def _texts(before: Notice, after: Notice) -> Iterator[str]:
    labels = {
        "objectives": "Objectifs et contexte",
        "activities": "Activités visées",
        "capacities": "Capacités attestées",
        "sectors": "Secteurs d’activité",
        "jobs": "Emplois accessibles",
        "nsf": "Codes NSF",
        "formacodes": "Formacodes",
        "rome": "Codes ROME",
        "figures": "Chiffres publiés",
    }
    for field, label in labels.items():
        if getattr(before, field) != getattr(after, field):
            yield f"{label} : texte modifié."
    for route, label in ROUTES.items():
        old, new = before.juries.get(route), after.juries.get(route)
        if old is None and new is not None:
            yield f"La fiche ouvre la voie « {label} »."
        elif old is not None and new is None:
            yield f"La fiche ferme la voie « {label} »."
        elif old != new:
            yield f"Composition du jury publiée pour « {label} » : texte modifié."


def _rules(before: QualificationRules, after: QualificationRules) -> Iterator[str]:
    old = {route.code: route for route in before.routes}
    new = {route.code: route for route in after.routes}
    for code in ROUTES:
        if code in old and code not in new:
            yield f"Les règles ferment la voie « {old[code].label} »."
        elif code in new and code not in old:
            yield f"Les règles ouvrent la voie « {new[code].label} »."
        elif code in new and old[code] != new[code]:
            yield f"Conditions de la voie « {new[code].label} » modifiées."
            if old[code].practice_months != new[code].practice_months:
                yield (
                    f"Exercice professionnel exigé ({new[code].label}) : "
                    f"{old[code].practice_months} mois deviennent {new[code].practice_months} mois."
                )
    labels = {
        "scale": "Échelle de cotation modifiée.",
        "juries": "Composition ou règles du jury modifiées.",
        "entities": "Entités modifiées.",
        "corrections": (
            f"Corrections du texte publié : {len(before.corrections)} deviennent "
            f"{len(after.corrections)}."
            if len(before.corrections) != len(after.corrections)
            else "Corrections du texte publié modifiées."
        ),
        "equivalences": "Équivalences de blocs modifiées.",
        "critical_competencies": "Compétences critiques modifiées.",
        "award": "Règle de délivrance modifiée.",
        "evaluators_per_simulation": "Nombre d’évaluateurs par mise en situation modifié.",
        "simulation_minutes": "Durée des mises en situation modifiée.",
        "briefing_minutes": "Durée de la consigne avant la mise en situation modifiée.",
        "observation_presets": "Observations toutes prêtes modifiées.",
        "rating_minutes": "Temps de cotation après la mise en situation modifié.",
        "session_summons_days": "Délai de convocation aux sessions modifié.",
        "sessions": "Horaires ou pauses des sessions d’évaluation modifiés.",
        "award_place": "Lieu de délivrance modifié.",
        "figures": "Chiffres complétés par les règles modifiés.",
        "source": "Source des règles modifiée.",
        "decision_date": "Date de la décision d’enregistrement modifiée.",
        "decision_reference": "Référence de la décision d’enregistrement modifiée.",
    }
    for field, sentence in labels.items():
        if getattr(before, field) != getattr(after, field):
            yield sentence


def _names(notice: Notice) -> str:
    return ", ".join(name for _siret, name in notice.certifiers)


def _day(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else ""
