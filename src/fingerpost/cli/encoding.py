"""`encode`: an agency's own list of people as codes in place of names."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fingerpost.cli.output import DONE_WITH_REFUSED_ROWS, say, show_json, tell, today


def encode(
    path: Annotated[str, typer.Argument(help="Your list of people, a CSV.")],
    key_file: Annotated[
        str, typer.Option("--key-file", help="The partnership's key for codes.")
    ],
    agency: Annotated[str, typer.Option("--agency", help="Who you are, as you are known.")],
    to: Annotated[str, typer.Option("--out", help="The file of codes to write.")],
    key_version: Annotated[
        int, typer.Option("--key-version", min=1, help="Which of the partnership's keys it is.")
    ] = 1,
    column: Annotated[
        list[str] | None,
        typer.Option("--column", help='How your list heads a column: "forename=Known as".'),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """Turn your list of people into codes that can be sent in place of names.

    Names, dates of birth, postcodes and your own numbers stay here. Works on any machine: no
    workspace is needed, and nothing is kept but the file that you name.

    Example:

    \b
        fingerpost encode clients.csv --key-file keys/codes.key --agency "Lantern Trust" --out codes.csv
    """
    from fingerpost.evidence.core.errors import SourceError
    from fingerpost.evidence.linkage.code_files import encode_file, read_key, write_encoded

    if Path(to).exists() and Path(to).samefile(path):
        raise SourceError("the codes would be written over your list", do="Give another --out.")
    headers = dict(_pair(each) for each in column or ())
    key = read_key(
        Path(key_file),
        what="the key for codes",
        if_missing="Ask the partnership for it, and keep it in a folder that only you can open.",
    )
    encoded = encode_file(
        Path(path),
        key,
        agency=agency,
        key_version=key_version,
        today=today(),
        headers=headers,
    )
    write_encoded(encoded, Path(to))
    if as_json:
        show_json(
            {
                "file": to,
                "rows_read": encoded.rows_read,
                "rows_refused": encoded.rows_refused,
                "people": encoded.people.height,
                "stays": list(encoded.stays),
                "refused": list(encoded.refused),
            }
        )
    else:
        say(
            f"{encoded.rows_read:,} rows read, {encoded.people.height:,} people encoded in {to}."
        )
        say(
            "Leaves this machine when you send it: codes, a keyed pseudonym of your own number, the "
            "day on which somebody was last seen, and your name."
        )
        say(
            "Stays: every name, date of birth, sex, postcode and number, and the order of the list."
        )
        if encoded.stays:
            say(f"Stays, and is not looked at: {', '.join(encoded.stays)}.")
        say(
            "Codes are personal data. Send them as you would send names, and never the key with them."
        )
        for reason in encoded.refused:
            tell(reason)
    if encoded.rows_refused:
        raise typer.Exit(DONE_WITH_REFUSED_ROWS)


def new_code_key(
    path: Annotated[str, typer.Argument(help="The file to make; its folder is made private.")],
) -> None:
    """Make the partnership's key for codes. Give it to each agency on paper or by a safe way.

    Example:

    \b
        fingerpost encode-key keys/codes.key
    """
    from fingerpost.evidence.core.errors import VaultError
    from fingerpost.evidence.linkage.code_files import make_key

    if Path(path).exists():
        raise VaultError(
            "there is a key already: codes made with it could never be compared again",
            where=path,
            do="Give another name, and raise the version of the key.",
        )
    key = make_key(Path(path))
    say(f"A new key is in {path}. Its name, which may be said, is {key.name}.")


def _pair(text: str) -> tuple[str, str]:
    name, sign, header = text.partition("=")
    if not sign or not header.strip():
        raise typer.BadParameter(f'"{text}" is not of the form forename=Known as')
    return name.strip(), header.strip()
