"""Every address. The apps above are reached by name only."""

from django.urls import include, path

urlpatterns = [
    path("compte/", include("ccas.accounts.urls")),
    path("", include("ccas.interface.urls")),
    path("documents/", include("ccas.documents.urls")),
    path("", include("assessments.urls")),
    path("", include("certification.urls")),
]

handler400 = "ccas.interface.errors.bad_request"
handler403 = "ccas.interface.errors.forbidden"
handler404 = "ccas.interface.errors.not_found"
handler429 = "ccas.interface.errors.too_many_attempts"
handler500 = "ccas.interface.errors.server_error"
