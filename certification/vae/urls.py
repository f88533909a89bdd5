"""Addresses of the room, under /vae/."""

from django.urls import path

from certification.vae.views import (
    deciding,
    file,
    narrative,
    pages,
    versions,
    withdrawing,
    writing,
)

app_name = "vae"
urlpatterns = [
    path("", pages.index, name="list"),
    path("moi/", pages.mine, name="mine"),
    path("commencer/<uuid:pk>/", writing.start, name="start"),
    path("experiences/<uuid:pk>/", writing.experience, name="experience"),
    path("experiences/<uuid:pk>/retirer/", writing.forget, name="forget"),
    path("<uuid:pk>/", pages.detail, name="detail"),
    path("<uuid:pk>/situation/", writing.situation, name="situation"),
    path("<uuid:pk>/experiences/ajouter/", writing.add, name="add"),
    path("<uuid:pk>/identite/", writing.identity, name="identity"),
    path("<uuid:pk>/declaration/", writing.declaration, name="declaration"),
    path("<uuid:pk>/deposer/", writing.submit, name="submit"),
    path("<uuid:pk>/retirer/", writing.abandon, name="abandon"),
    path("<uuid:pk>/message/", pages.message, name="message"),
    path("<uuid:pk>/lu/", pages.read, name="read"),
    path("<uuid:pk>/attestation/", deciding.settle, name="settle"),
    path("<uuid:pk>/retrait/", withdrawing.propose, name="propose_withdrawal"),
    path("<uuid:pk>/pieces/", deciding.ask, name="ask"),
    path("<uuid:pk>/decision/", deciding.decide, name="decide"),
    path("retraits/", withdrawing.index, name="withdrawals"),
    path("retraits/<uuid:pk>/prononcer/", withdrawing.pronounce, name="pronounce_withdrawal"),
    path("retraits/<uuid:pk>/abandonner/", withdrawing.drop, name="drop_withdrawal"),
    path("parcours/<uuid:pk>/commencer/", file.start, name="start_file"),
    path("dossiers/", file.index, name="files"),
    path("dossiers/<uuid:pk>/", file.file, name="file"),
    path("dossiers/<uuid:pk>/blocs/", file.blocks, name="blocks"),
    path("dossiers/<uuid:pk>/apercu/", file.preview, name="preview"),
    path("dossiers/<uuid:pk>/deposer/", file.submit, name="submit_file"),
    path("dossiers/<uuid:pk>/verifier/", file.verify, name="verify"),
    path("dossiers/<uuid:pk>/rendre/", file.give_back, name="give_back"),
    path("dossiers/<uuid:pk>/jury/", file.present, name="present"),
    path("dossiers/<uuid:pk>/message/", file.message, name="file_message"),
    path("dossiers/<uuid:pk>/lu/", file.read, name="file_read"),
    path("recits/<uuid:pk>/", narrative.narrative, name="narrative"),
    path("pieces/<uuid:pk>/", file.piece, name="piece"),
    path("pieces/<uuid:pk>/retirer/", file.detach, name="detach"),
    path("versions/<uuid:pk>/", versions.version, name="version"),
    path("versions/<uuid:pk>/<str:code>/", versions.block, name="version_block"),
]
