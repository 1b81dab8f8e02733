"""Independent readers and writers of calendar files; each tells why it is not here."""

from __future__ import annotations

import ctypes
import ctypes.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

_READ = """
const ICAL = require('ical.js');
const ical = ICAL.default || ICAL;
const text = require('fs').readFileSync(0, 'utf8');
const whole = new ical.Component(ical.parse(text));
whole.getAllSubcomponents('vtimezone').forEach(zone => ical.TimezoneService.register(zone));
const found = whole.getAllSubcomponents('vevent').map(part => {
  const event = new ical.Event(part);
  const times = [];
  const walk = event.iterator();
  for (let at = walk.next(); at && times.length < 60; at = walk.next())
    times.push(at.toJSDate().toISOString());
  return {
    method: whole.getFirstPropertyValue('method'), uid: event.uid, sequence: event.sequence,
    title: event.summary, place: event.location, note: event.description,
    starts: event.startDate.toString(), ends: event.endDate.toString(), times,
    status: part.getFirstPropertyValue('status'),
    people: event.attendees.map(one => [
      one.getFirstValue(), one.getParameter('cn'), one.getParameter('partstat'),
      one.getParameter('role'), one.getParameter('rsvp')]),
  };
});
process.stdout.write(JSON.stringify(found));
"""
_ANSWER = """
const ICAL = require('ical.js');
const ical = ICAL.default || ICAL;
const [text, mail, answer, stamp, starts] = JSON.parse(require('fs').readFileSync(0, 'utf8'));
const whole = new ical.Component(ical.parse(text));
const part = whole.getFirstSubcomponent('vevent');
whole.updatePropertyWithValue('method', starts ? 'COUNTER' : 'REPLY');
whole.updatePropertyWithValue('prodid', '-//Somebody//Else//EN');
part.getAllProperties('attendee').forEach(one => {
  if (one.getFirstValue().toLowerCase() !== 'mailto:' + mail) part.removeProperty(one);
  else { one.setParameter('partstat', answer); one.removeParameter('rsvp'); }
});
part.updatePropertyWithValue('dtstamp', ical.Time.fromString(stamp));
if (starts) {
  const first = part.getFirstProperty('dtstart'), last = part.getFirstProperty('dtend');
  [first, last].forEach(one => one.removeParameter('tzid'));
  first.setValue(ical.Time.fromString(starts));
  const ends = first.getFirstValue().clone();
  ends.hour += 1;
  last.setValue(ends);
}
process.stdout.write(whole.toString());
"""


def _modules() -> str:
    """Where the reader of mail programs lies; a folder of node modules."""
    here = Path(__file__).resolve()
    for folder in (
        os.environ.get("KONTOR_ICALJS", ""),
        *(str(one / "node_modules") for one in here.parents),
    ):
        if folder and (Path(folder) / "ical.js").is_dir():
            return folder
    return ""


ICALJS = os.environ.get("KONTOR_ICALJS", "") or _modules()  # read before the tests hide it
KHAL = shutil.which("khal", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")


def _node(script: str, said: bytes) -> str:
    if shutil.which("node") is None or not ICALJS:
        pytest.skip("node with ical.js is not here (KONTOR_ICALJS: its node_modules)")
    done = subprocess.run(
        ["node", "-e", script], input=said, capture_output=True, check=False, timeout=60,
        env={**os.environ, "NODE_PATH": ICALJS, "TZ": "Europe/Berlin"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    return done.stdout.decode()


def in_mail_programs(data: bytes) -> list[dict[str, Any]]:
    """What ical.js, the reader of the Thunderbird family, makes of a file."""
    found: list[dict[str, Any]] = json.loads(_node(_READ, data))
    return found


def answered(data: bytes, mail: str, answer: str, stamp: str, starts: str = "") -> bytes:
    """The answer to an invitation, made by ical.js; with `starts` another time is proposed."""
    said = json.dumps([data.decode(), mail, answer, stamp, starts]).encode()
    return _node(_ANSWER, said).encode()


def restrictions(data: bytes) -> list[str]:
    """What libical, the engine of GNOME and KDE, objects to; empty when all is right."""
    name = ctypes.util.find_library("ical")
    if name is None:
        pytest.skip("libical is not here")
    lib = ctypes.CDLL(name)
    lib.icalparser_parse_string.restype = ctypes.c_void_p
    for function in ("icalrestriction_check", "icalcomponent_count_errors", "icalcomponent_free"):
        getattr(lib, function).argtypes = [ctypes.c_void_p]
    lib.icalcomponent_as_ical_string.restype = ctypes.c_char_p
    lib.icalcomponent_as_ical_string.argtypes = [ctypes.c_void_p]
    component = lib.icalparser_parse_string(ctypes.c_char_p(data))
    assert component, "libical reads nothing"
    said = []
    if not lib.icalrestriction_check(component):
        said.append("restriction check failed")
    if count := lib.icalcomponent_count_errors(component):
        said.append(f"{count} errors")
    if said:
        text = lib.icalcomponent_as_ical_string(component).decode()
        said += [line for line in text.splitlines() if line.startswith("X-LIC")]
    lib.icalcomponent_free(component)
    return said


def in_khal(data: bytes, folder: Path, first: str, days: int) -> list[str]:
    """The lines that khal lists after taking the file in."""
    if KHAL is None:
        pytest.skip("khal is not here")
    (folder / "calendar").mkdir(parents=True)
    config, file = folder / "config", folder / "in.ics"
    file.write_bytes(data)
    config.write_text(
        f"[calendars]\n[[one]]\npath = {folder / 'calendar'}\n[locale]\n"
        "local_timezone = Europe/Berlin\ndefault_timezone = Europe/Berlin\n"
        "timeformat = %H:%M\ndateformat = %Y-%m-%d\nlongdateformat = %Y-%m-%d\n"
        "datetimeformat = %Y-%m-%d %H:%M\nlongdatetimeformat = %Y-%m-%d %H:%M\n"
        f"[sqlite]\npath = {folder / 'khal.db'}\n"
    )
    outside = {**os.environ, "TZ": "Europe/Berlin", "LANG": "C.UTF-8"}
    for words in (
        ["import", "--batch", str(file)],
        ["list", "--day-format", "", "--format", "{start-date} {start-time} {title} {location}",
         first, f"{days}d"],
    ):  # fmt: skip
        done = subprocess.run(
            [KHAL, "-c", str(config), *words], capture_output=True, text=True, check=False,
            env=outside, timeout=60,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr[-2000:]
    return [line.strip() for line in done.stdout.splitlines() if line.strip()]


def in_calcurse(data: bytes, folder: Path, first: str, last: str) -> list[str]:
    """The lines that calcurse lists after taking the file in; days as MM/DD/YYYY."""
    if shutil.which("calcurse") is None:
        pytest.skip("calcurse is not here")
    (folder / "data").mkdir(parents=True)
    file = folder / "in.ics"
    file.write_bytes(data)
    outside = {**os.environ, "TZ": "Europe/Berlin", "LANG": "C.UTF-8", "TERM": "xterm"}
    base = ["calcurse", "-D", str(folder / "data"), "-C", str(folder / "data")]
    lines = ""
    for words in (
        ["-i", str(file)],
        ["-Q", "--from", first, "--to", last, "--format-apt", "%S %m\n",
         "--format-recur-apt", "%S %m\n"],
    ):  # fmt: skip
        done = subprocess.run(
            [*base, *words], capture_output=True, text=True, check=False, env=outside, timeout=60
        )
        assert done.returncode == 0, done.stderr[-2000:]
        lines = done.stdout
    return [line.strip() for line in lines.splitlines() if line.strip()]
