"""Readers of bank statements: camt (also as ZIP), MT940 and MT942, tables of banks.

`read` looks at the content, not at the name. It returns everything that the file holds, or raises
`FileRefused` with the place and a plain sentence; it never returns half a file unseen: rows that
cannot be read stand in `quarantine`.
"""

from __future__ import annotations

from kontor.banking.formats import archive, camt, csv_reader, mt940
from kontor.banking.formats.balances import balance_findings
from kontor.banking.formats.csv_profiles import Profile, by_key, profiles
from kontor.banking.formats.csv_reader import mapped
from kontor.banking.formats.errors import FileRefused, Sheet, UnknownColumns
from kontor.banking.formats.sniff import Content, sniff
from kontor.banking.formats.values import decode
from kontor.banking.kinds import ReadResult, Statement
from kontor.base.i18n import N_

__all__ = [
    "FileRefused", "Profile", "Sheet", "UnknownColumns", "by_key", "mapped", "profiles", "read",
]  # fmt: skip


def read(data: bytes, name: str = "", *, profile: Profile | str | None = None) -> ReadResult:
    """Read a statement file.

    Args:
        data: the raw bytes.
        name: the file's name, only as a label.
        profile: for a table: the mapper's answer, or the key of a known layout.

    Raises:
        FileRefused: nothing can or may be read; the text names line or entry.
    """
    content = sniff(data)
    result = _zip(data) if content is Content.ZIP else _one(data, content, name, profile)
    findings = (*result.findings, *balance_findings(result.statements))
    return result._replace(findings=findings)


def _one(
    data: bytes, content: Content, name: str, profile: Profile | str | None = None
) -> ReadResult:
    if content is Content.XML:
        return camt.read(data, name)
    text, encoding = decode(data)
    if content is Content.MT940:
        return mt940.read(text, encoding, name)
    if isinstance(profile, str):
        known = by_key(profile)
        if known is None:
            raise FileRefused(N_("There is no profile {profile}."), profile=profile)
        profile = known
    return csv_reader.read(text, encoding, profile=profile, file=name)


def _zip(data: bytes) -> ReadResult:
    results: list[ReadResult] = []
    for member in archive.members(data):
        try:
            content = sniff(member.data)
            if content is Content.ZIP:
                raise FileRefused(N_("A ZIP archive inside a ZIP archive is not read."))
            results.append(_one(member.data, content, member.name))
        except FileRefused as error:
            error.file = member.name
            raise
    if not results:
        raise FileRefused(N_("The ZIP archive holds no file."))
    statements: tuple[Statement, ...] = ()
    merged = results[0]._replace(format="ZIP " + results[0].format)
    for result in results:
        statements += result.statements
    return merged._replace(
        statements=statements,
        quarantine=tuple(row for result in results for row in result.quarantine),
        findings=tuple(row for result in results for row in result.findings),
    )
