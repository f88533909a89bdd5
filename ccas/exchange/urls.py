"""Addresses of the exchanges, under /echanges/."""

from django.urls import path

from ccas.exchange import views

app_name = "exchange"
urlpatterns = [
    path("", views.index, name="index"),
    path("importer/<slug:slug>/", views.import_list, name="import"),
    path("exporter/<slug:slug>/", views.export, name="export"),
]
