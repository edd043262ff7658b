"""Into which tokens a name or a postcode is taken apart before it is encoded."""

from __future__ import annotations

LONGEST_NAME = 100  # letters; what is longer is no name, and only its beginning is encoded


def letters(name: str) -> tuple[str, ...]:
    """Return the pairs of letters of a name, with a space before and after each of its words.

    Parameters
    ----------
    name : str
        In capitals, words apart by one space. "" has no tokens.

    References
    ----------
    .. [1] Schnell R, Bachteler T, Reiher J. BMC Med Inform Decis Mak 2009;9:41. The same tokens as
       clkhash's comparison ``ngram`` with n = 2.
    """
    if not name:
        return ()
    padded = f" {name[:LONGEST_NAME]} "
    return tuple(padded[at : at + 2] for at in range(len(padded) - 1))


def areas(postcode: str) -> tuple[str, ...]:
    """Return a postcode with the areas that it lies in, as far as it says: the district first.

    "ZH1 1GA" lies in the sector "ZH1 1" and the district "ZH1". So two postcodes of one sector share
    two of three tokens, where the letters of two that lie far apart may be nearly the same.
    """
    district, _, rest = postcode.partition(" ")
    found = [district, f"{district} {rest[:1]}" if rest else "", postcode if rest[1:] else ""]
    return tuple(area for area in found if area)
