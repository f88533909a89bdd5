"""Addresses of the room."""

from django.urls import path

from certification.awards import views

app_name = "awards"
urlpatterns = [
    path("", views.index, name="list"),
    path("mes-resultats/", views.results, name="results"),
    path("mes-resultats/<uuid:pk>/", views.result, name="result"),
    path("publication/<uuid:pk>/", views.publication, name="publication"),
    path("publication/<uuid:pk>/publier/", views.publish, name="publish"),
    path("publication/<uuid:pk>/reprendre/", views.retry, name="retry"),
    path("publication/<uuid:pk>/archive.zip", views.archive, name="archive"),
    path("signataires/", views.signatories, name="signatories"),
    path("signataires/designer/", views.appoint, name="appoint"),
    path("documents/<uuid:pk>/", views.papers, name="papers"),
    path("documents/<uuid:pk>/de-nouveau/", views.reissue, name="reissue"),
    path("<uuid:pk>/", views.detail, name="detail"),
    path("<uuid:pk>/retirer/", views.withdraw, name="withdraw"),
]
