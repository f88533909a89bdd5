"""Accounts are by invitation."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class ClosedSignupAdapter(DefaultAccountAdapter):
    """Nobody creates an account alone."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
