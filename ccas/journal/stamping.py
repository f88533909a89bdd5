"""Asking a timestamp authority (RFC 3161) what time it is over a head."""

import asyncio
import hashlib
import logging

from django.conf import settings
from pyhanko.sign.timestamps.common_utils import TimestampRequestError
from pyhanko.sign.timestamps.requests_client import RequestsHTTPTimeStamper

from ccas.loops import apart

logger = logging.getLogger(__name__)
PATIENCE = 10


def stamped(content: bytes) -> bytes | None:
    """The authority's token (DER) over the SHA-256 of these bytes.

    None when no authority is set, or when it does not answer: the head stands without, and the
    next one is tried.
    """
    address = settings.TIMESTAMP_URL
    if not address:
        return None
    authority = RequestsHTTPTimeStamper(address, timeout=PATIENCE)
    imprint = hashlib.sha256(content).digest()
    try:
        token = apart(asyncio.run, authority.async_timestamp(imprint, "sha256"))
    except (TimestampRequestError, OSError) as error:
        logger.warning("head not timestamped: %s", error)
        return None
    return token.dump()
