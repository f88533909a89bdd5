"""With an object store in the place of the disk: received, resumed, shown, counted, erased."""

import hashlib
import warnings

import pytest
from django.core.files.storage import storages

from ccas.files import actions, inventory, rules, store
from ccas.files.examining import examine
from ccas.files.models import FileState
from tests.ccas.files.conftest import PROOF
from tests.ccas.files.objects import object_store
from tests.ccas.files.samples import pdf

pytestmark = [
    pytest.mark.django_db,
    # The client leaves its sockets to the collector.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture
def kept(settings):
    """What the bucket holds, set as `ccas.settings.production` sets it from S3_BUCKET."""
    with object_store() as (address, held):
        changed = dict(settings.STORAGES)
        for name in (store.ORIGINALS, store.SHOWN):
            changed[name] = {
                "BACKEND": "storages.backends.s3.S3Storage",
                "OPTIONS": {
                    "bucket_name": "pieces",
                    "location": name,
                    "endpoint_url": address,
                    "region_name": "us-east-1",
                    "access_key": "essai",
                    "secret_key": "essai-essai",
                    "addressing_style": "path",
                    "default_acl": None,
                    "file_overwrite": False,
                },
            }
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # botocore's own
            settings.STORAGES = changed
            for name in (store.ORIGINALS, store.SHOWN):
                storages._storages.pop(name, None)
            yield held
    for name in (store.ORIGINALS, store.SHOWN):
        storages._storages.pop(name, None)


def test_a_file_goes_all_its_way(
    kept, receive, candidate, antivirus, django_capture_on_commit_callbacks
):
    content = pdf(2)
    file = receive(content, "Attestation d’Anaïs.pdf")
    assert kept[f"originals/{file.original}"] == content
    examine(file.pk, by=candidate)
    file.refresh_from_db()
    assert file.state == FileState.CLEAN
    shown = store.read(store.SHOWN, file.shown, file.shown_sha256)
    assert kept[f"files/{file.shown}"] == shown
    assert list(inventory.take()) == []
    kept[f"files/{file.shown}"] = b"other"
    kept["originals/2026/01/stranger"] = b"x"
    assert len(list(inventory.take())) == 2, "altered, and a stranger"
    del kept["originals/2026/01/stranger"]
    with django_capture_on_commit_callbacks(execute=True):
        actions.remove_file(file, by=candidate, why="retention")
    assert kept == {}
    with pytest.raises(store.Lost):
        store.read(store.ORIGINALS, file.original)


def test_an_upload_by_pieces_gives_the_same_bytes(
    kept, place, candidate, django_capture_on_commit_callbacks
):
    whole = pdf()
    content = whole[:20] + b"\n" * (2 * rules.PART_BYTES) + whole[20:]
    upload = actions.begin_upload(PROOF, place, name="pièce.pdf", size=len(content), by=candidate)
    for offset in range(0, len(content), rules.PART_BYTES):
        piece = content[offset : offset + rules.PART_BYTES]
        actions.add_part(upload, offset=offset, content=piece, by=candidate)
    assert len(store.parts(upload.pk)) == 3
    with django_capture_on_commit_callbacks(execute=True):
        file = actions.finish_upload(upload, kind=PROOF, place=place, by=candidate)
    assert file.sha256 == hashlib.sha256(content).hexdigest()
    assert list(kept) == [f"originals/{file.original}"], "the pieces are gone"
