"""Addresses of the room: the first screen, the lists behind its figures, delays, the directory."""

from django.urls import path

from certification.home import calendar_views, views
from certification.home.directory import views as directory

app_name = "home"
urlpatterns = [
    path("", views.home, name="home"),
    path("agenda/", calendar_views.own, name="calendar"),
    path("agenda/relier/", calendar_views.renew, name="renew_calendar"),
    path("agenda/fermer/", calendar_views.close, name="close_calendar"),
    path("agenda/<str:token>.ics", calendar_views.feed, name="feed"),
    path("attente/<slug:slug>/", views.waiting, name="waiting"),
    path("echeances/", views.clocks, name="clocks"),
    path("echeances/<slug:slug>/", views.one_clock, name="clock"),
    path("parcours/", directory.directory, name="directory"),
    path("parcours/enregistrer/", directory.save, name="save_search"),
    path("parcours/recherches/<uuid:pk>/effacer/", directory.forget, name="forget_search"),
]
