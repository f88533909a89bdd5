"""What the room offers at start-up: its sources, who may see a coverage, a link to it."""

from assessments.candidates import standing
from assessments.candidates.models import Candidate
from assessments.candidates.openings import name_screen
from ccas import access
from certification.coverage.files import files
from certification.coverage.links import links
from certification.coverage.permissions import KIND, seen_by_evaluators, seen_by_keepers
from certification.coverage.reading import practice, simulations
from certification.coverage.sources import Source, register_source

register_source(Source("simulation", "Mises en situation", 10, simulations))
register_source(Source("file", "Dossier de validation", 15, files))
register_source(Source("practice", "Exercice professionnel", 20, practice))

access.register_visibility(KIND, seen_by_keepers)
access.register_visibility(KIND, seen_by_evaluators)

standing.register_pages(links)
name_screen(Candidate, "coverage", "La couverture des compétences")
