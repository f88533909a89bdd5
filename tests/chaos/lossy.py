"""The platform with two defects put in on purpose: what the drill must be able to see.

Of every twenty saves, one is acknowledged and not written; of every thirty, one is written twice,
the second time under a rank that nobody sent.
"""

import itertools

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()

# The models want the application first.
from assessments.grading.actions.holding import Script  # noqa: E402
from assessments.grading.actions.intake import Desk  # noqa: E402
from assessments.grading.models import SheetAct  # noqa: E402

_saves = itertools.count(1)
_to_write = Desk.to_write


def _written_badly(desk: Desk) -> Script:
    number = next(_saves)
    if number % 20 == 0:
        desk.new.clear()
    if number % 30 == 0 and desk.new:
        last = desk.new[-1]
        SheetAct.objects.create(
            sheet_id=desk.sheet.pk,
            client=last.client,
            sequence=last.sequence + 1_000_000,
            kind="observe",
            text="jamais dit",
        )
    return _to_write(desk)


Desk.to_write = _written_badly  # type: ignore[method-assign]
