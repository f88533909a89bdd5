"""The directory: each filter finds what it says, an address is shared, its cost does not grow."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.candidates.models import Enrolment
from ccas.journal.models import JournalEntry
from ccas.refusals import Refusal
from certification.home.directory import actions
from certification.home.directory.filters import DirectoryFilter
from certification.home.directory.reading import found, page_of
from certification.home.models import SavedSearch
from tests.factories.candidates import AcquiredBlockFactory, EnrolmentFactory
from tests.factories.juries import AgendaItemFactory, JuryFactory
from tests.factories.people import PostingFactory
from tests.factories.sessions import RegistrationFactory, SessionFactory

pytestmark = pytest.mark.django_db

ADDRESS = "/parcours/"


@pytest.fixture
def cohort():
    """Six enrolments that differ in one thing each."""
    names = ["open", "ended", "vae", "held", "registered", "examined"]
    made = {name: EnrolmentFactory(vae=name == "vae") for name in names}
    Enrolment.objects.filter(pk=made["ended"].pk).update(
        state="ended", ended_at="2026-05-01T10:00:00Z"
    )
    AcquiredBlockFactory(candidate=made["held"].candidate)
    made["session"] = RegistrationFactory(enrolment=made["registered"]).session
    made["jury"] = AgendaItemFactory(jury=JuryFactory(), enrolment=made["examined"]).jury
    made["posting"] = PostingFactory(person=made["open"].candidate.person)
    return made


def names_of(cohort, **filters) -> set[str]:
    form = DirectoryFilter(filters)
    assert form.is_valid(), form.errors
    pks = set(found(form.chosen).values_list("pk", flat=True))
    return {name for name, one in cohort.items() if isinstance(one, Enrolment) and one.pk in pks}


EVERYBODY = {"open", "ended", "vae", "held", "registered", "examined"}


def test_each_filter_finds_what_it_says(cohort):
    block = cohort["open"].revision.blocks.get(position=1).code
    entity = cohort["posting"].unit.entity.code
    number = cohort["vae"].candidate.number
    expected = [
        ({}, EVERYBODY),
        ({"etat": "ended"}, {"ended"}),
        ({"etat": "open", "voie": "FC"}, EVERYBODY - {"ended", "vae"}),
        ({"voie": "VAE"}, {"vae"}),
        ({"bloc": f"acquis:{block}"}, {"held"}),
        ({"bloc": f"manque:{block}"}, EVERYBODY - {"held"}),
        ({"entite": entity}, {"open"}),
        ({"session": str(cohort["session"].pk)}, {"registered"}),
        ({"jury": str(cohort["jury"].pk)}, {"examined"}),
        ({"horloge": "convocation-session"}, {"registered"}),
        ({"horloge": "convocation-jury"}, {"examined"}),
        ({"horloge": "passeport"}, set()),
        ({"q": f" {number.lower()} "}, {"vae"}),
        ({"q": "personne de ce nom"}, set()),
    ]
    for filters, names in expected:
        assert names_of(cohort, **filters) == names, filters


def test_a_name_is_found_without_its_accents_and_word_by_word(cohort):
    person = cohort["open"].candidate.person
    person.birth_name, person.usual_name = "d’Hervé-Étoile", ""
    person.given_names = "Maëlys, Anne"
    person.save()
    assert names_of(cohort, q="herve etoile") == {"open"}


def test_an_entity_is_the_one_served_today(cohort):
    entity = cohort["posting"].unit.entity.code
    cohort["posting"].ends_on = date(2026, 1, 31)
    cohort["posting"].save()
    assert names_of(cohort, entite=entity) == set()


def test_a_line_says_blocks_entity_and_the_next_date(cohort):
    session = SessionFactory(starts_on=date(2090, 3, 1), name="Session de mars")
    RegistrationFactory(session=session, enrolment=cohort["held"])
    lines = {line.number: line for line in page_of(found({}), None)[1]}
    held = lines[cohort["held"].candidate.number]
    assert (held.held, held.missing) == (("BC01",), ("BC02", "BC03"))
    assert held.next == "Session de mars, 1er mars 2090"
    assert held.url == reverse("candidates:detail", args=[cohort["held"].candidate_id])
    open_one = lines[cohort["open"].candidate.number]
    assert open_one.entity == cohort["posting"].unit.entity.short_name
    assert open_one.next == ""
    assert lines[cohort["ended"].candidate.number].badge == "neutral"


def test_an_address_is_canonical_and_says_its_filters_in_words(cohort):
    form = DirectoryFilter({"voie": "VAE", "q": "", "etat": "open", "autre": "x", "page": "3"})
    assert form.is_valid()
    assert form.query == "etat=open&voie=VAE"
    assert form.words[0] == "État : en cours"
    block = cohort["open"].revision.blocks.get(position=2).code
    form = DirectoryFilter({"bloc": f"manque:{block}"})
    assert form.is_valid()
    assert form.words == [f"Bloc : à obtenir, {block}"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("etat", "perdu"),
        ("session", "0b5e1f6e-3b0a-4b6e-9d7e-6c1f6a1d2e3f"),
        ("jury", "’; DROP TABLE"),
        ("horloge", "rien"),
        ("bloc", "acquis:RNCP1BC01"),
        ("q", "a\0b"),
        ("q", "x" * 300),
        ("entite", "\ud83d".encode("utf-8", "replace").decode()),
    ],
)
def test_a_strange_filter_is_refused_in_a_sentence(officer, sign_in, name, value):
    answer = sign_in(officer).get(ADDRESS, {name: value})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'class="fr-error-text"' in page or "fr-message--error" in page
    assert "parcours</p>" not in page, "nothing is shown as if it had been filtered"


@pytest.mark.parametrize("page", ["0", "-1", "999999999999", "deux", ""])
def test_a_strange_page_is_one_that_exists(officer, sign_in, cohort, page):
    assert sign_in(officer).get(ADDRESS, {"page": page}).status_code == 200


def test_it_costs_the_same_whatever_its_length(officer, sign_in, cohort):
    client, filters = sign_in(officer), {"etat": "open", "voie": "FC", "q": ""}
    costs = []
    for number in (0, 4):
        for _ in range(number):
            one = EnrolmentFactory()
            RegistrationFactory(enrolment=one)
            PostingFactory(person=one.candidate.person)
            AcquiredBlockFactory(candidate=one.candidate)
        with CaptureQueriesContext(connection) as seen:
            assert client.get(ADDRESS, filters).status_code == 200
        costs.append(len(seen))
    assert costs[0] == costs[1]


def test_a_search_is_kept_shown_replaced_and_forgotten(officer, sign_in, cohort):
    client = sign_in(officer)
    shown = client.get(ADDRESS, {"voie": "VAE"}).content.decode()
    assert "Enregistrer la recherche" in shown
    answer = client.post("/parcours/enregistrer/", {"nom": " VAE ", "voie": "VAE"})
    assert answer.url == "/parcours/?voie=VAE"
    saved = SavedSearch.objects.get()
    assert (saved.name, saved.query) == ("VAE", "voie=VAE")
    page = client.get(answer.url).content.decode()
    assert 'href="/parcours/?voie=VAE" aria-current="page">VAE</a>' in page
    client.post("/parcours/enregistrer/", {"nom": "VAE", "voie": "VAE", "etat": "open"})
    assert SavedSearch.objects.get().query == "etat=open&voie=VAE"
    client.post(f"/parcours/recherches/{saved.pk}/effacer/")
    assert not SavedSearch.objects.exists()
    verbs = JournalEntry.objects.filter(verb__startswith="search.").order_by("occurred_at")
    assert [entry.verb for entry in verbs] == ["search.save", "search.save", "search.forget"]
    assert "VAE" not in str([entry.details for entry in verbs])


def test_what_is_not_kept(officer, make_actor):
    for name, query, words in (
        (" ", "voie=VAE", "Donnez un nom"),
        ("a\0b", "voie=VAE", "caractères ordinaires"),
        ("n" * 81, "voie=VAE", "80 caractères"),
        ("Tout", "", "au moins un filtre"),
    ):
        with pytest.raises(Refusal, match=words):
            actions.save_search(name, query, by=officer)
    with pytest.raises(Refusal, match="Seul le gestionnaire"):
        actions.save_search("VAE", "voie=VAE", by=make_actor("auditor"))
    for rank in range(actions.MOST):
        actions.save_search(f"Recherche {rank}", "voie=VAE", by=officer)
    with pytest.raises(Refusal, match="effacez-en une"):
        actions.save_search("Une de trop", "voie=VAE", by=officer)
    actions.save_search("Recherche 3", "voie=FC", by=officer)


def test_a_search_is_its_owner_s_alone(officer, make_actor, sign_in):
    saved = actions.save_search("VAE", "voie=VAE", by=officer)
    other = make_actor("officer")
    client = sign_in(other)
    assert "home-saved" not in client.get(ADDRESS).content.decode()
    assert client.post(f"/parcours/recherches/{saved.pk}/effacer/").status_code == 404
    with pytest.raises(Refusal, match="ses propres recherches"):
        actions.forget_search(saved, by=other)


def test_the_auditor_reads_and_keeps_nothing(make_actor, sign_in, cohort):
    page = sign_in(make_actor("auditor")).get(ADDRESS, {"voie": "VAE"}).content.decode()
    assert cohort["vae"].candidate.number in page
    assert "Enregistrer la recherche" not in page
