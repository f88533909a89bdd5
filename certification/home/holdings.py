"""What the room holds about a person."""

from ccas import holdings
from certification.home.models import CalendarFeed, SavedSearch

holdings.register(CalendarFeed, "user")
holdings.register(SavedSearch, "user")
