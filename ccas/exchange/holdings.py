"""What is kept of a person who takes lists away."""

from ccas import holdings
from ccas.exchange.models import ColumnChoice, ListExport

holdings.register(ColumnChoice, "user", also=("listing", "columns"))
holdings.register(ListExport, "user", also=("listing", "columns", "sha256"))
