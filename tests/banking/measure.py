"""Runs the matcher over a labelled set the way a firm works: in batches, learning as it goes."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import NamedTuple

from kontor.banking.kinds import Grade, Proposal
from kontor.banking.rules import context, score, teaches
from tests.banking.labelled import Labelled, Sample


class Figures(NamedTuple):
    """What came out; shares are per mille."""

    lines: int
    auto: int
    wrong: list[tuple[Labelled, Proposal]]
    first: int
    among_three: int
    with_truth: int
    noise: int
    noise_proposed: int
    auto_by_kind: Counter[str]
    kinds: Counter[str]

    @property
    def auto_share(self) -> int:
        """Lines decided without asking, per mille."""
        return self.auto * 1000 // self.lines

    @property
    def first_share(self) -> int:
        """Right candidate first, per mille of the lines that have one."""
        return self.first * 1000 // self.with_truth

    @property
    def three_share(self) -> int:
        """Right candidate among the first three, per mille."""
        return self.among_three * 1000 // self.with_truth


def measure(sample: Sample, batch: int = 50) -> Figures:
    """Match batch by batch; what is certain is settled and teaches its account."""
    items = {item.ref: item for item in sample.items}
    learned: dict[str, set[str]] = defaultdict(set)
    auto = first = three = truth = noise = proposed = 0
    wrong: list[tuple[Labelled, Proposal]] = []
    by_kind: Counter[str] = Counter()
    kinds: Counter[str] = Counter(row.kind for row in sample.lines)
    for start in range(0, len(sample.lines), batch):
        known = context(
            list(items.values()), today=sample.today, known_ibans=sample.known_ibans,
            learned=learned,
        )  # fmt: skip
        for row in sample.lines[start : start + batch]:
            found = [one for one in score(row.line, known) if one.splits]
            sure = found[0] if found and found[0].grade is Grade.AUTO else None
            if sure:
                auto += 1
                by_kind[row.kind] += 1
                if frozenset(sure.item_refs) != row.items:
                    wrong.append((row, sure))
            if not row.items:
                noise += row.kind == "noise"
                asked = any(one.grade is not Grade.NONE for one in found)
                proposed += asked and row.kind == "noise"
                continue
            truth += 1
            ranked = [frozenset(one.item_refs) for one in found[:3]]
            first += ranked[:1] == [row.items]
            three += row.items in ranked
            if sure:
                name = next(items[ref].partner_name for ref in row.items)
                if sure.partner_ref and teaches(row.line, name):
                    learned[row.line.iban].add(sure.partner_ref)
                for ref in row.items:
                    items[ref] = items[ref]._replace(open_cents=0)
    return Figures(len(sample.lines), auto, wrong, first, three, truth, noise, proposed, by_kind,
                   kinds)  # fmt: skip
