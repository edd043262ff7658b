"""Which agencies sign their people in themselves: `keys/openid.toml` in the workspace.

No Django here: the settings read it. One table for each agency, by the short name in its address:

    [fenmark-council]
    name = "Fenmark Council"
    issuer = "https://login.council.example"
    client_id = "fingerpost"
    client_secret = "..."
    domains = ["council.example"]
    asks_second_factor = true
"""

from __future__ import annotations

import tomllib
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from fingerpost.evidence.core.errors import FingerpostError

FILE = Path("keys") / "openid.toml"


class OpenIDSettingsError(FingerpostError):
    """The file says something that cannot be, or leaves out what must be said."""

    exit_code = 51


class Provider(BaseModel):
    """An agency's own sign-in.

    Attributes
    ----------
    name : str
        As the sign-in page calls it.
    issuer : str
        As the provider spells it in its tokens; https, but for this machine itself.
    domains : tuple of str
        It may speak for e-mail addresses in these and no other.
    says_verified : bool
        Whether its tokens say that an address is verified. Where they never do (Microsoft Entra),
        set it to false: then the agency vouches for the addresses of its domains.
    asks_second_factor : bool
        Whether the agency asks for a second factor itself; else we do.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    name: str = Field(min_length=1)
    issuer: str = Field(pattern=r"^(https://|http://(localhost|127\.0\.0\.1)(:\d+)?(/|$))")
    client_id: str = Field(min_length=1)
    client_secret: str = Field(min_length=1, repr=False)
    domains: tuple[str, ...] = Field(min_length=1)
    says_verified: bool = True
    asks_second_factor: bool = False

    def speaks_for(self, email: str) -> bool:
        """Whether it may say who an address belongs to."""
        return email.rpartition("@")[2] in {domain.lower() for domain in self.domains}


def read(workspace: Path) -> dict[str, Provider]:
    """Return the providers by the short name of their agency; none if there is no file.

    Raises
    ------
    OpenIDSettingsError
        Naming the agency and the field; the secret is never shown.
    """
    path = workspace / FILE
    if not path.is_file():
        return {}
    found = {}
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise OpenIDSettingsError(
            "the settings of agencies' own sign-in are no TOML", where=str(path), do="Mend it."
        ) from error
    for agency, said in content.items():
        try:
            found[agency] = Provider.model_validate(said)
        except ValidationError as error:
            fields = ", ".join(
                f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors()
            )
            raise OpenIDSettingsError(
                f"the sign-in of {agency} is not described as it must be ({fields})",
                where=str(path),
                do="See docs/how-to/let-an-agency-sign-in-its-people.md.",
            ) from None
    return found
