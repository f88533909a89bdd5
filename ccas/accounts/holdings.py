"""What the accounts hold about a person."""

from ccas import holdings
from ccas.accounts.models import EmailChange, ExternalIdentity, OpenSession, RoleGrant, User

holdings.register(User, "pk")
holdings.register(RoleGrant, "user")
holdings.register(EmailChange, "user")
holdings.register(OpenSession, "user")
holdings.register(ExternalIdentity, "user", also=("provider",))
