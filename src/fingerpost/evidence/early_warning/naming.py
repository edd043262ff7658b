"""Areas by their names: what people call them, where the ledger keeps codes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

MOST = 3  # small areas that are named one by one


def place_words(
    areas: Sequence[str], names: Mapping[str, str], district_of: Mapping[str, str]
) -> str:
    """Return where a signal is, in words: districts by name, small areas with their district.

    Parameters
    ----------
    areas : sequence of str
        Codes, as a signal has them.
    names : mapping of str to str
        The name of each code; a code without one is written as it is.
    district_of : mapping of str to str
        The district of each area; a district is its own.

    Examples
    --------
    >>> names = {"E07000010": "Fenland", "E01018000": "Fenland 003A"}
    >>> place_words(["E07000010"], names, {"E07000010": "E07000010"})
    'Fenland'
    >>> place_words(["E01018000"], names, {"E01018000": "E07000010"})
    'Fenland 003A'
    >>> place_words(["PE13 2"], names, {"PE13 2": "E07000010"})
    'PE13 2 in Fenland'
    """
    whole = [code for code in areas if district_of.get(code, code) == code]
    small = [code for code in areas if code not in whole]
    parts = [names.get(code, code) for code in whole]
    if small:
        districts = sorted({names.get(district_of[code], "") for code in small})
        if len(small) > MOST:
            parts.append(f"{len(small)} small areas in {joined(districts)}")
        else:
            told = [names.get(code, code) for code in small]
            are_plain = all(any(name.startswith(d) for d in districts) for name in told)
            inside = "" if are_plain else f" in {joined(districts)}"
            parts.append(f"{joined(told)}{inside}")
    return "; ".join(parts) if parts else "no place"


def joined(names: Sequence[str]) -> str:
    """Return names as a list in a sentence."""
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
