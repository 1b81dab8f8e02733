"""Every use case can be reached from the command line."""

from __future__ import annotations

import ast
from pathlib import Path

from kontor.cli import registry

SRC = Path(__file__).resolve().parents[2] / "src" / "kontor"
# use cases that have no verb of their own, and why
WITHOUT = {
    "merge_contacts": "part of join_contacts, which moves what names the contact",
    "separate_contact": "part of part_contacts, which brings back what the joining moved",
    "create_firm": "part of create_books, which `new` calls",
    "seed_chart": "part of create_books, which `new` calls",
    "post_event": "`ledger post` and `ledger event` take the case of the kind, with its own label",
    "set_up_books": "part of create_books, which `new` calls",
    "add_money_account": "part of open_money_account, which finds its place in the chart",
    "seal_entries": "closing a month seals; an entry is never sealed by hand",
    "change_entry": "`ledger correct` changes an open entry and reverses a sealed one",
    "take_visit": "`calls new` notes the call, `calls plan` makes the appointment of it",
    "issue_rendered": "`issue` of the documents renders first and then takes this case",
    "export_run": "`pay export` writes the file first and then takes this case",
    "export_again": "`pay export` takes it for a run that has its file",
    "keep_for_office": "part of booking a run: what § 48 EStG keeps for the tax office",
    "release_part": "part of release_retention, which knows the invoice",
    "take_discounts": "part of drafting and issuing a final invoice",
    "take_in": "`receipts import` reads each file first and then takes it in",
    "add_position": "part of add_line, which joins alternatives to their group",
    "insert_position": "part of add_line, which joins alternatives to their group",
    "move_position": "part of shift_position, which numbers again",
    "drop_position": "part of remove_position, which numbers again",
    "prepare": "`invite send` makes mails and letters first and then keeps them by this case",
    "mark_gone": "`invite send` notes by this case what it has written",
    "mark_leaving": "`invite send --way smtp` notes by this case what it hands to the server",
    "mark_kept": "`invite send --way smtp` notes by this case what the server did not take",
    "mark_asked": "`poll mails` notes by this case whom it has written to",
    "mark_told": "`poll mails` of a poll that was given up notes by this case who was told",
    "answer_invitation": "`invite say` makes the mail first and then keeps it by this case",
    "answer_leaving": "`invite say --way smtp` notes by this case what it hands to the server",
    "mark_announced": "`contracts announce` notes by this case what it has written",
    "move_ticket": "`tickets move` takes one or several and moves each by this case",
    "edit_appointment": "change and move of an appointment in the one step of its form",
    "save_mapping": "memory of the import screen; on the command line --columns are typed",
    "save_columns": "memory of the import screen; on the command line --columns are typed",
}


def use_cases() -> dict[str, str]:
    """Name of each public use case and the file it stands in."""
    found = {}
    for path in SRC.rglob("*.py"):
        if "tui" in path.parts or "cli" in path.parts:
            continue
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                marks = [one.func for one in node.decorator_list if isinstance(one, ast.Call)]
                if any(isinstance(one, ast.Name) and one.id == "use_case" for one in marks):
                    found[node.name] = path.relative_to(SRC).as_posix()
    return found


def called() -> set[str]:
    """Names that commands take from services."""
    names = set()
    for path in (SRC / "cli" / "areas").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("kontor."):
                names |= {one.name for one in node.names}
            elif isinstance(node, ast.Attribute):
                names.add(node.attr)
    return names


def posted() -> set[str]:
    """Names that the kinds of `ledger post` lead to."""
    text = (SRC / "ledger" / "service" / "events.py").read_text("utf-8")
    nodes = list(ast.walk(ast.parse(text)))
    names = {one.attr for one in nodes if isinstance(one, ast.Attribute)}
    return names | {one.id for one in nodes if isinstance(one, ast.Name)}


def shown_areas() -> set[str]:
    """Areas that one of the faces knows; one without a face yet has nothing to keep in step."""
    areas = set()
    for path in [*(SRC / "tui").rglob("*.py"), *(SRC / "cli").rglob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("kontor."):
                areas.add((node.module or "").split(".")[1])
    return areas


def test_every_use_case_has_a_verb() -> None:
    shown = shown_areas()
    assert {"banking", "company", "contacts", "desk", "ledger"} <= shown
    there = {name: place for name, place in use_cases().items() if place.split("/")[0] in shown}
    assert {"book_line", "close_month", "create_contact", "take_over"} <= set(there)
    missing = set(there) - called() - posted() - set(WITHOUT)
    assert {name: there[name] for name in missing} == {}


def test_no_exemption_outlives_its_reason() -> None:
    assert set(WITHOUT) <= set(use_cases())
    assert not set(WITHOUT) & called()


def test_every_command_that_runs_a_use_case_says_that_it_writes() -> None:
    """The words “nothing was changed” depend on it."""
    cases = set(use_cases()) - {"case"}
    for area, command in registry.every():
        names = set(command.run.__code__.co_names) | {
            name for const in command.run.__code__.co_consts
            if isinstance(const, tuple) for name in const if isinstance(name, str)
        }  # fmt: skip
        if names & cases:
            assert command.writes, (area, command.verb)
