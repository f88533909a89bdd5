"""Taking a list away: the file first, then its trace, in one transaction."""

import hashlib
import tempfile
from collections.abc import Collection, Sequence
from typing import IO

from django.db import transaction

from ccas import journal
from ccas.actors import Actor
from ccas.exchange.lists import Column, Found, Listing
from ccas.exchange.models import ColumnChoice, FileForm, ListExport
from ccas.exchange.writing import FORMS
from ccas.refusals import Refusal


@transaction.atomic
def export_list(
    found: Found, *, columns: Collection[str], form: str, by: Actor
) -> tuple[ListExport, IO[bytes]]:
    """Write the list in a file and record that it leaves; gives the file, at its beginning.

    columns: their keys, in any order; they are remembered for the next time. form: a FileForm.
    Raises Refusal: not their list, no column, a form that is none.
    """
    listing = found.listing
    if not listing.open_to(by):
        raise Refusal("Cette liste ne s’exporte pas sous ce rôle.")
    if form not in FileForm.values:
        raise Refusal("Choisissez un classeur (XLSX) ou un texte (CSV).")
    chosen = [column for column in listing.columns if column.key in columns]
    if not chosen:
        raise Refusal("Choisissez au moins une colonne.")
    file = tempfile.TemporaryFile(prefix="export-")  # noqa: SIM115  (handed over)
    try:
        write, _ = FORMS[form]
        titles = [column.title for column in chosen]
        lines = write(file, listing.title, titles, found.lines(chosen))
        size = file.tell()
        file.seek(0)
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        file.seek(0)
        made = _recorded(found, chosen, form, by, lines=lines, size=size, sha256=sha256)
    except BaseException:
        file.close()
        raise
    return made, file


def _recorded(
    found: Found,
    chosen: Sequence[Column],
    form: str,
    by: Actor,
    *,
    lines: int,
    size: int,
    sha256: str,
) -> ListExport:
    if by.user_id is None:
        raise Refusal("Une liste s’exporte sous son propre compte.")
    keys = [column.key for column in chosen]
    slug = found.listing.slug
    made = ListExport.objects.create(
        user_id=by.user_id,
        listing=slug,
        query=found.query[:2000],
        words=" · ".join(found.words)[:2000],
        columns=keys,
        form=form,
        lines=lines,
        size=size,
        sha256=sha256,
    )
    ColumnChoice.objects.update_or_create(
        user_id=by.user_id, listing=slug, defaults={"columns": keys}
    )
    journal.record(
        "list.export",
        made,
        by=by,
        listing=slug,
        form=form,
        lines=lines,
        columns=keys,
        filter=journal.digest(found.query) if found.query else "",
        sha256=sha256,
    )
    return made


def columns_for(listing: Listing, *, by: Actor) -> set[str]:
    """The keys that the person ticked the last time, or those offered."""
    kept = ColumnChoice.objects.filter(user=by.user_id, listing=listing.slug).first()
    known = {column.key for column in listing.columns}
    chosen = known & set(kept.columns) if kept else set()
    return chosen or {column.key for column in listing.columns if column.offered}
