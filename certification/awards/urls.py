"""Addresses of the room."""

from django.urls import path

from certification.awards.views import papers, publication, register, results, withdrawing

app_name = "awards"
urlpatterns = [
    path("", register.index, name="list"),
    path("mes-resultats/", results.results, name="results"),
    path("mes-resultats/<uuid:pk>/", results.result, name="result"),
    path("publication/<uuid:pk>/", publication.publication, name="publication"),
    path("publication/<uuid:pk>/publier/", publication.publish, name="publish"),
    path("publication/<uuid:pk>/reprendre/", publication.retry, name="retry"),
    path("publication/<uuid:pk>/archive.zip", publication.archive, name="archive"),
    path("lettres/<uuid:pk>/projet.pdf", publication.letter, name="letter"),
    path("notifications/<uuid:pk>/", publication.notify, name="notify"),
    path("signataires/", register.signatories, name="signatories"),
    path("signataires/designer/", register.appoint, name="appoint"),
    path("documents/<uuid:pk>/", papers.papers, name="papers"),
    path("documents/<uuid:pk>/de-nouveau/", papers.reissue, name="reissue"),
    path("retraits/", withdrawing.withdrawals, name="withdrawals"),
    path("retraits/<uuid:pk>/prononcer/", withdrawing.pronounce, name="pronounce_withdrawal"),
    path("retraits/<uuid:pk>/abandonner/", withdrawing.drop, name="drop_withdrawal"),
    path("retraits/<uuid:pk>/observations/", withdrawing.observe, name="observe"),
    path("<uuid:pk>/", register.detail, name="detail"),
    path("<uuid:pk>/retirer/", withdrawing.propose, name="withdraw"),
]
