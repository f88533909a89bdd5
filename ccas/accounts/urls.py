"""Addresses of the accounts, in French.

Only the pages that exist for us are routed: no sign-up, no list of addresses (an account has one,
changed by both). allauth's names stay.
"""

from allauth.account import views as allauth
from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path, re_path

from ccas.accounts.proof import proof_required
from ccas.accounts.views import directory, email, factors, invited, providers, sessions
from ccas.accounts.views import own as views


def own_addresses(*, demonstration: bool) -> list[URLPattern | URLResolver]:
    """Our own pages; the one-click sign-in exists only where it is allowed."""
    addresses: list[URLPattern | URLResolver] = [
        path("", views.profile, name="profile"),
        path("role/", views.role, name="role"),
        path("adresse/", email.email, name="email"),
        path("adresse/annuler/", email.withdraw, name="withdraw_email"),
        path("adresse/<str:token>/", email.answer, name="answer_email"),
        path("connexions/", sessions.open_sessions, name="sessions"),
        path("connexions/fermer/", sessions.close_others, name="close_sessions"),
        path("connexions/<uuid:pk>/fermer/", sessions.close, name="close_session"),
        path("invitation/<str:token>/", invited.accept, name="accept"),
        path("par/<slug:provider>/", providers.enter, name="provider"),
        path("par/<slug:provider>/retour/", providers.come_back, name="provider_return"),
        path("par/<slug:provider>/confirmation/", providers.confirm, name="provider_confirm"),
        path("par/<slug:provider>/relier/", providers.link, name="provider_link"),
        path("confirmation/par/", providers.prove, name="provider_prove"),
        path("identites/<uuid:pk>/delier/", providers.unlink, name="unlink"),
        path("comptes/", directory.accounts, name="list"),
        path("comptes/inviter/", directory.invite, name="invite"),
        path("comptes/<uuid:pk>/", directory.account, name="account"),
        path("comptes/<uuid:pk>/role/", directory.grant, name="grant"),
        path("comptes/<uuid:pk>/inviter/", directory.invite_again, name="invite_again"),
        path("comptes/<uuid:pk>/fermer/", directory.disable, name="disable"),
        path("comptes/<uuid:pk>/ouvrir/", directory.enable, name="enable"),
        path("comptes/<uuid:pk>/facteurs/", directory.reset_factors, name="reset_factors"),
        path("comptes/<uuid:pk>/adresse/", directory.agree_email, name="agree_email"),
        path("comptes/<uuid:pk>/adresse/annuler/", directory.drop_email, name="drop_email"),
        path("comptes/role/<uuid:pk>/finir/", directory.end_grant, name="end_grant"),
    ]
    if demonstration:
        addresses.append(path("demonstration/<uuid:pk>/", views.sign_in_as, name="sign_in_as"))
    return addresses


def second_factors() -> list[URLPattern | URLResolver]:
    """Second factors; allauth's names stay."""
    return [
        path("securite/", factors.security, name="mfa_index"),
        path("connexion/second-facteur/", factors.authenticate, name="mfa_authenticate"),
        path("connexion/cle/", factors.enter_by_passkey, name="mfa_login_webauthn"),
        path("confirmation/code/", factors.prove_by_code, name="mfa_reauthenticate"),
        path("confirmation/cle/", factors.prove_by_passkey, name="mfa_reauthenticate_webauthn"),
        path("securite/cle/", factors.add_passkey, name="mfa_add_webauthn"),
        path("securite/cle/<int:pk>/retirer/", factors.remove_passkey, name="mfa_remove_webauthn"),
        path("securite/application/", factors.activate_application, name="mfa_activate_totp"),
        path(
            "securite/application/retirer/", factors.remove_application, name="mfa_deactivate_totp"
        ),
        path("securite/secours/", factors.recovery_codes, name="mfa_view_recovery_codes"),
        path("securite/secours/nouveaux/", factors.renew_codes, name="mfa_generate_recovery_codes"),
    ]


def addresses(*, demonstration: bool) -> list[URLPattern | URLResolver]:
    """Every page of the accounts."""
    return [
        path("connexion/", views.sign_in, name="account_login"),
        path("deconnexion/", providers.sign_out, name="account_logout"),
        path("inactif/", allauth.account_inactive, name="account_inactive"),
        path("inscription/", allauth.signup, name="account_signup"),
        path("confirmation/", views.step_up, name="account_reauthenticate"),
        *second_factors(),
        path("mot-de-passe/", allauth.password_change, name="account_change_password"),
        path(
            "mot-de-passe/choisir/",
            proof_required(allauth.password_set),
            name="account_set_password",
        ),
        path("mot-de-passe/oubli/", allauth.password_reset, name="account_reset_password"),
        path(
            "mot-de-passe/oubli/envoye/",
            allauth.password_reset_done,
            name="account_reset_password_done",
        ),
        re_path(
            r"^mot-de-passe/oubli/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
            allauth.password_reset_from_key,
            name="account_reset_password_from_key",
        ),
        path(
            "mot-de-passe/change/",
            allauth.password_reset_from_key_done,
            name="account_reset_password_from_key_done",
        ),
        path("", include((own_addresses(demonstration=demonstration), "accounts"))),
    ]


urlpatterns = addresses(demonstration=settings.DEMONSTRATION_SIGN_IN)
