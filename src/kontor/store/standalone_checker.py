r"""Checks the chains of a Kontor audit export: python standalone_checker.py FOLDER.

journal.jsonl, a sealed entry a line: {"number": 1, "previous": "", "hash": "..", "content": [..]}
    hash = SHA-256 of "kontor-seal-1\n" + previous + "\n" + content as compact JSON
    {"gap": [6, 9], "step": 12} in between: numbers that went lost when step 12 restored a backup
steps.jsonl, a step a line: {"header": [..], "changes": ["digest", ..], "hash": ".."}
    hash = SHA-256 of "kontor-step-1\n" + previous + "\n" + header as JSON + "\n" + the digests
What was altered, removed, added or moved breaks the chain from there on. The last lines are the
heads: compare them with a print or a backup manifest from that time.
"""

import hashlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any


def lines(path: Path) -> Iterator[dict[str, Any]]:
    """Each line as a record; one that cannot be read is empty."""
    for line in path.read_text("utf-8").split("\n")[:-1]:
        try:
            yield dict(json.loads(line))
        except (ValueError, TypeError):
            yield {}


def restores(path: Path) -> set[object]:
    """Ids of the steps that restored a backup."""
    headers = [one.get("header") for one in lines(path)] if path.exists() else []
    return {h[0] for h in headers if isinstance(h, list) and h[3:4] == ["auto.restore"]}


def check_journal(path: Path, wrong: list[str]) -> str:
    """Sealed entries: numbers without a gap that no restore explains, links, contents."""
    previous, number, known = "", 0, restores(path.with_name("steps.jsonl"))
    for place, one in enumerate(lines(path), 1):
        number += 1
        match one:
            case {"gap": [first, int(last)], "step": int(step)} if len(one) == 2:
                if first != number or last < number or step not in known:
                    wrong.append(f"journal.jsonl: line {place}: no restore explains the gap")
                number = last
                continue
        content, said = one.get("content"), [one.get("number"), one.get("previous")]
        text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
        value = hashlib.sha256(f"kontor-seal-1\n{previous}\n{text}".encode()).hexdigest()
        inside = content[0] if isinstance(content, list) and content else None
        if [inside, *said, one.get("hash")] != [number, number, previous, value]:
            wrong.append(f"journal.jsonl: line {place} breaks the chain")
        previous = str(one.get("hash"))
    return f"entry {number} {previous}"


def check_steps(path: Path, wrong: list[str]) -> str:
    """Steps: ids without a gap, headers, digests of their changes."""
    previous, number = "", 0
    for number, one in enumerate(lines(path), 1):
        header, changes = one.get("header") or [0], "".join(map(str, one.get("changes") or ()))
        head = json.dumps(header, ensure_ascii=False)
        value = hashlib.sha256(f"kontor-step-1\n{previous}\n{head}\n".encode())
        value.update(bytes.fromhex(changes) if set(changes) <= set("0123456789abcdef") else b"")
        if header[0] != number or one.get("hash") != value.hexdigest():
            wrong.append(f"steps.jsonl: line {number} breaks the chain")
        previous = str(one.get("hash"))
    return f"step {number} {previous}"


if __name__ == "__main__":
    folder, broken = Path(*sys.argv[1:]), list[str]()
    chains = (("journal.jsonl", check_journal), ("steps.jsonl", check_steps))
    heads = [check(folder / name, broken) for name, check in chains if (folder / name).exists()]
    said = "broken" if broken else "unbroken" if heads else "nothing to check"
    sys.stdout.write("\n".join([*broken, said, *heads]) + "\n")
    sys.exit(1 if broken or not heads else 0)
