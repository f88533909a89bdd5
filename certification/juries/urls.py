"""Addresses of the room."""

from django.urls import path

from certification.juries.views import agenda, answering, composing, listing, proposing

app_name = "juries"
urlpatterns = [
    path("", listing.index, name="list"),
    path("calendrier/", listing.calendar, name="calendar"),
    path("nouveau/", listing.create, name="create"),
    path("<uuid:pk>/", listing.detail, name="detail"),
    path("<uuid:pk>/composition/", composing.composition, name="composition"),
    path("<uuid:pk>/sieges/<uuid:seat>/", composing.seat, name="seat"),
    path("<uuid:pk>/nominations/<uuid:nomination>/fin/", composing.end, name="end"),
    path("<uuid:pk>/proposition/", proposing.proposal, name="proposal"),
    path("<uuid:pk>/proposition/demander/", proposing.propose, name="propose"),
    path("<uuid:pk>/propositions/<uuid:proposal>/retenir/", proposing.keep, name="keep"),
    path("<uuid:pk>/propositions/<uuid:proposal>/ecarter/", proposing.discard, name="discard"),
    path("<uuid:pk>/date/", composing.reschedule, name="reschedule"),
    path("<uuid:pk>/composer/", composing.compose, name="compose"),
    path("<uuid:pk>/convoquer/", composing.convene, name="convene"),
    path("<uuid:pk>/convocations/", answering.summonses, name="summonses"),
    path("<uuid:pk>/emargement/", answering.attendance_sheet, name="attendance_sheet"),
    path("<uuid:pk>/repondre/", answering.reply, name="reply"),
    path("<uuid:pk>/declarer/", answering.declare, name="declare"),
    path("<uuid:pk>/annuler/", composing.cancel, name="cancel"),
    path("<uuid:pk>/ordre-du-jour/", agenda.agenda, name="agenda"),
    path("<uuid:pk>/ordre-du-jour/ajouter/", agenda.add, name="add"),
    path("<uuid:pk>/ordre-du-jour/<uuid:item>/retirer/", agenda.remove, name="remove"),
    path("<uuid:pk>/liens/ecarter/", agenda.dismiss, name="dismiss"),
    path("<uuid:pk>/deports/", agenda.recuse, name="recuse"),
]
