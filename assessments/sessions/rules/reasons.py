"""A reason given for an act: some words, not too many, that a database can hold."""


def reason_sentences(text: str, *, longest: int, absent: str) -> list[str]:
    """Why `text` is no reason; empty when it is one.

    longest: in characters. absent: the sentence for whoever gives none.
    """
    sentences = []
    if not text.strip():
        sentences.append(absent)
    if "\0" in text:
        sentences.append("Le texte contient un caractère interdit (octet nul).")
    if len(text) > longest:
        sentences.append(f"Le texte dépasse {longest} caractères.")
    return sentences
