"""Commands of the books."""

from __future__ import annotations

from kontor.cli.areas import (
    ledger_export,
    ledger_investment,
    ledger_lists,
    ledger_posts,
    ledger_start,
    ledger_upkeep,
    tax,
)

COMMANDS = (
    *ledger_posts.COMMANDS,
    *ledger_upkeep.COMMANDS,
    *ledger_investment.COMMANDS,
    tax.FILE,
    *ledger_lists.COMMANDS,
    *ledger_export.COMMANDS,
    *ledger_start.COMMANDS,
)
