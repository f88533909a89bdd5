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
    return [part for part in _NOT_A_NAME.split(folded(name[:MAX_NAME])) if part]


def folded(text: str) -> str:
    """A text in lower case, without accent nor ligature."""
    plain = unicodedata.normalize("NFKD", text.lower().translate(_LETTERS))
    return "".join(sign for sign in plain if not unicodedata.combining(sign))


def tidy(text: str) -> str:
    """A text in composed Unicode, blanks reduced to one: what two typists would write alike."""
    return " ".join(unicodedata.normalize("NFC", text).split())
