"""What the board decided and promised, as everybody may know it: all of it at once, of one day."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from fingerpost.service.board import public_account
from fingerpost.service.board.public_account import (
    PublicAction,
    PublicCommitment,
    PublicDecision,
    PublicInvolvement,
    PublicMinutes,
)


@dataclass(frozen=True)
class Account:
    """The account that the board gives."""

    minutes: tuple[PublicMinutes, ...] = ()
    decisions: tuple[PublicDecision, ...] = ()
    actions: tuple[PublicAction, ...] = ()
    commitments: tuple[PublicCommitment, ...] = ()
    involvement: tuple[PublicInvolvement, ...] = ()
    late: int = field(init=False, default=0)

    def __post_init__(self) -> None:
        """Count the actions whose day is over and of which nobody has said what became."""
        object.__setattr__(self, "late", sum(one.days_late > 0 for one in self.actions))

    @property
    def is_empty(self) -> bool:
        """Whether the board has published nothing yet."""
        return not (self.minutes or self.decisions or self.actions or self.commitments)


def account(*, on: date) -> Account:
    """Return the account as it stands on a day."""
    return Account(
        public_account.minutes(),
        public_account.decisions(),
        public_account.actions(on=on),
        public_account.commitments(),
        public_account.involvement(),
    )
