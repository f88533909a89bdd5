"""Bytes as one word that says how it is written: base58btc (« z… »), and keys as Multikeys.

Source: W3C Controlled Identifiers 1.0, §2.4 (Multibase) and §2.2.2 (Multikey).
"""

_ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
#: What a Multikey puts before the 32 bytes of an Ed25519 public key.
_ED25519 = b"\xed\x01"
#: Longest word read: a signature takes 89 characters.
_LONGEST = 200


def encode(raw: bytes) -> str:
    """`z` and the base58btc of the bytes."""
    number, digits = int.from_bytes(raw), ""
    while number:
        number, digit = divmod(number, 58)
        digits = _ALPHABET[digit] + digits
    return "z" + "1" * (len(raw) - len(raw.lstrip(b"\0"))) + digits


def decode(word: object) -> bytes | None:
    """The bytes of such a word; None when it is none."""
    if not isinstance(word, str) or not 1 < len(word) <= _LONGEST or word[0] != "z":
        return None
    digits, number = word[1:], 0
    for digit in digits:
        value = _ALPHABET.find(digit)
        if value < 0:
            return None
        number = number * 58 + value
    zeros = len(digits) - len(digits.lstrip("1"))
    return bytes(zeros) + number.to_bytes((number.bit_length() + 7) // 8)


def key_word(public: bytes) -> str:
    """The Multikey of an Ed25519 public key, 32 bytes: `z6Mk…`."""
    return encode(_ED25519 + public)


def key_bytes(word: str) -> bytes | None:
    """The 32 bytes of an Ed25519 Multikey; None when it is none."""
    raw = decode(word)
    if raw is None or not raw.startswith(_ED25519) or len(raw) != 34:
        return None
    return raw[2:]
