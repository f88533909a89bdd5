"""The pages of the site itself."""

from django.urls import path

from ccas.interface import views

app_name = "interface"
urlpatterns = [
    path("accessibilite/", views.accessibility, name="accessibility"),
    path("mentions-legales/", views.legal, name="legal"),
    path("donnees-personnelles/", views.privacy, name="privacy"),
]
