"""How a name goes wrong between a mouth, an ear and a keyboard. One name and one lot in, one name out.

A lot is a number from 0 up to 1; the same lot spoils the same name in the same way.
"""

from __future__ import annotations

from fingerpost.county.names import sounds, variants, without_accents

ROWS_OF_KEYS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
FIRST_LETTER_WRONG = 0.05  # people look at the first letter; so do systems that search by it


def _neighbours() -> dict[str, str]:
    places = {
        letter: (row, 2 * at + row)  # each row of keys lies half a key to the right
        for row, letters in enumerate(ROWS_OF_KEYS)
        for at, letter in enumerate(letters)
    }
    return {
        letter: "".join(
            other
            for other, (its_row, its_at) in places.items()
            if other != letter and abs(its_row - row) <= 1 and abs(its_at - at) <= 2
        )
        for letter, (row, at) in places.items()
    }


NEIGHBOURS = _neighbours()


def by_keyboard(name: str, lot: float) -> str:
    """Return `name` with one key hit wrongly: a neighbour, a key too few, two swapped, one twice.

    Nearly all mistyped words differ by one such step (Damerau FJ. Commun ACM 1964;7:171-176).
    """
    is_first, lot = lot < FIRST_LETTER_WRONG, _again(lot, FIRST_LETTER_WRONG)
    kind, lot = _drawn(lot, 10)
    at, lot = _drawn(lot, len(name) - 1)
    at = 0 if is_first or len(name) == 1 else at + 1
    letter = name[at]
    if kind < 4 or len(name) < 3:
        near = NEIGHBOURS.get(without_accents(letter).lower(), "aeiou")
        wrong = near[_drawn(lot, len(near))[0]]
        written = name[:at] + (wrong.upper() if letter.isupper() else wrong) + name[at + 1 :]
    elif kind < 6 and (at or name[1].isalpha()):
        written = name[:at] + name[at + 1 :]
    elif kind < 8 and at > 1 and letter.lower() != name[at - 1].lower():
        written = name[: at - 1] + letter.lower() + name[at - 1].lower() + name[at + 1 :]
    else:
        written = name[: at + 1] + letter.lower() + name[at + 1 :]
    return written[0].upper() + written[1:]


def by_ear(name: str, lot: float) -> str:
    """Return `name` as one may write it who has only heard it: Smyth for Smith, Fillip for Phillip."""
    known = variants("spelling").get(name, ())
    if known and lot < 0.7:
        return known[_drawn(lot / 0.7, len(known))[0]]
    lot = _again(lot, 0.7) if known else lot
    low = name.lower()
    places = [(low.find(letters, 1), letters, written) for letters, written in sounds()]
    heard = [
        name[:at] + written + name[at + len(letters) :]
        for at, letters, written in places
        if at > 0 and len(low) > 3
    ]
    return heard[_drawn(lot, len(heard))[0]] if heard else name


def transliterated(name: str, lot: float) -> str:
    """Return `name` in another of the spellings that it has in English letters."""
    known = variants("transliteration").get(name, ())
    return known[_drawn(lot, len(known))[0]] if known else name


def without_punctuation(name: str, lot: float) -> str:
    """Return `name` without its hyphens and apostrophes, closed up or with spaces."""
    return name.replace("'", "").replace("-", " " if lot < 0.7 else "")


def half(name: str, lot: float) -> str:
    """Return one half of a double-barrelled name, more often the last."""
    return name.split("-")[0 if lot < 0.4 else -1] if "-" in name else name


def mistyped_postcode(postcode: str, lot: float) -> str:
    """Return `postcode` with one of its last three characters wrong."""
    at, lot = _drawn(lot, 3)
    place = len(postcode) - 3 + at
    choice = "0123456789" if at == 0 else "ABDEFGHJLNPQRSTUWXYZ"
    others = choice.replace(postcode[place], "")
    return postcode[:place] + others[_drawn(lot, len(others))[0]] + postcode[place + 1 :]


def _drawn(lot: float, count: int) -> tuple[int, float]:
    """Return one of `count` numbers from 0, and what is left of the lot for the next draw."""
    scaled = lot * max(count, 1)
    return int(scaled), scaled - int(scaled)


def _again(lot: float, share: float) -> float:
    """Return a whole lot from one that was compared with `share`."""
    return lot / share if lot < share else (lot - share) / (1 - share)
