"""Every address. The apps above are reached by name only."""

from django.urls import include, path

urlpatterns = [
    path("", include("assessments.urls")),
    path("compte/", include("ccas.accounts.urls")),
    path("", include("ccas.interface.urls")),
    path("fichiers/", include("ccas.files.urls")),
    path("echanges/", include("ccas.exchange.urls")),
    path("messages/", include("ccas.outbox.urls")),
    path("mes-donnees/", include("ccas.archives.urls")),
    path("donnees/", include("ccas.privacy.urls")),
    path("documents/", include("ccas.documents.urls")),
    path("api/v1/", include("ccas.api.urls")),
    path("jetons/", include("ccas.api.token_urls")),
    path("webhooks/", include("ccas.webhooks.urls")),
    path("sante/", include("ccas.operations.urls")),
    path("", include("certification.urls")),
]

handler400 = "ccas.api.problems.bad_request"
handler403 = "ccas.api.problems.forbidden"
handler404 = "ccas.api.problems.not_found"
handler429 = "ccas.interface.errors.too_many_attempts"
handler500 = "ccas.api.problems.server_error"
