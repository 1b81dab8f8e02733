"""Rules of banking: duplicate control, balance chain, matching, proposals from experience.

Pure functions: values in, values or findings out.
"""

from kontor.banking.rules.chain import chain_findings, is_account
from kontor.banking.rules.context import Context, context
from kontor.banking.rules.duplicates import pair, pair_file
from kontor.banking.rules.experience import fits, like
from kontor.banking.rules.matching import score, score_batch, teaches

__all__ = [
    "Context", "chain_findings", "context", "fits", "is_account", "like", "pair", "pair_file",
    "score", "score_batch", "teaches",
]  # fmt: skip
