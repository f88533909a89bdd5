"""Names as they compare: without accent, case, hyphen or apostrophe. Pure."""

import re
import unicodedata

#: Letters that decompose into no base letter.
_LETTERS = str.maketrans(
    {"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ı": "i"}
)
_NOT_A_NAME = re.compile(r"[^a-z0-9]+")
#: Longest name worth reading.
MAX_NAME = 200


def name_parts(name: str) -> list[str]:
    """The words of a name as they compare: « D’Aubigny-LACAZE » → d, aubigny, lacaze.

    `static/certification/claim.js` does the same in the browser.
    """
    plain = unicodedata.normalize("NFKD", name[:MAX_NAME].lower().translate(_LETTERS))
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return [part for part in _NOT_A_NAME.split(plain) if part]
