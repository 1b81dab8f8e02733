"""Where the file lies: cloud folders, network drives, permissions, room, conflict copies."""

from __future__ import annotations

import os
import re
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from kontor.base.errors import Finding, Severity
from kontor.base.i18n import N_

CLOUDS = (
    "Dropbox",
    "OneDrive",
    "Nextcloud",
    "ownCloud",
    "Google Drive",
    "GoogleDrive",
    "iCloud",
    "Mobile Documents",
    "CloudStorage",
    "MagentaCLOUD",
    "pCloud",
    "HiDrive",
    "Syncthing",
)
NETWORK = frozenset(
    {"nfs", "nfs4", "cifs", "smb", "smb2", "smb3", "smbfs", "afpfs", "webdav", "davfs", "vboxsf"}
    | {"9p", "fuse.sshfs", "fuse.rclone", "fuse.gvfsd-fuse", "fuse.davfs", "afs", "remote"}
)
LOW_SPACE = 20 * 1024 * 1024
_CONFLICT = re.compile(
    r"conflicted copy|in Konflikt stehende Kopie|Konfliktkopie|sync-conflict|_conflict-", re.I
)


def cloud(path: Path) -> str:
    """The name of the cloud folder in the path; empty if there is none."""
    parts = [part.casefold() for part in path.parts]
    for name in CLOUDS:
        if any(part.startswith(name.casefold()) for part in parts):
            return name
    return ""


def file_system(path: Path) -> str:
    """The type of the file system under the path; empty if the system does not tell."""
    system: str = sys.platform
    if system.startswith("linux"):
        return _linux(path)
    if system == "darwin":  # pragma: no cover
        return _macos(path)
    if system == "win32":  # pragma: no cover
        return _windows(path)
    return ""  # pragma: no cover


def conflicts(path: Path) -> list[Path]:
    """Copies beside the file that a synchronising program made because two machines wrote."""
    try:
        found = [p for p in path.parent.iterdir() if _CONFLICT.search(p.name)]
    except OSError:
        return []
    return sorted(p for p in found if p.name.startswith(path.stem[:8]))


def free_space(path: Path) -> int:
    """Free bytes on the disk of the path."""
    return shutil.disk_usage(path if path.is_dir() else path.parent).free


def readable_by_others(path: Path) -> bool:
    """Whether other users of this computer may read the file (POSIX only)."""
    return os.name == "posix" and bool(path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO))


def findings(path: Path) -> Iterator[Finding]:
    """Warnings about the place of a file; nothing here stops the work."""
    name, kind = cloud(path), file_system(path)
    local = N_("Keep the data on the local disk and put only the backups into that folder.")
    if name:
        message = N_("The file lies in a cloud folder ({name}); its copies can destroy each other.")
        yield _warning("P01", path, message, local, name=name)
    if kind in NETWORK:
        message = N_("The file lies on a network drive ({kind}); locks are not certain there.")
        yield _warning("P02", path, message, local, kind=kind)
    for copy in conflicts(path):
        message = N_("Beside the file lies a copy that tells of a conflict: {name}.")
        remedy = N_("Find out which of the two is the right one, then move the other away.")
        yield _warning("P03", path, message, remedy, name=copy.name)
    if readable_by_others(path):
        message = N_("Other users of this computer can read the file.")
        yield _warning("P04", path, message, N_("Let only the owner read it: chmod 600."))
    if free_space(path) < LOW_SPACE:
        message = N_("Only {free} MB are free on the disk.")
        room = N_("Make room before you go on.")
        yield _warning("P05", path, message, room, free=free_space(path) // 1024 // 1024)
    if path.stat().st_nlink > 1:
        message = N_("The file has a second name (hard link); two programs could open it at once.")
        yield _warning("P08", path, message, N_("Keep one name and delete the other."))


def _warning(code: str, path: Path, message: str, remedy: str, **values: object) -> Finding:
    found = (("path", path), *values.items())
    return Finding(code, path.name, message, remedy, Severity.WARNING, found)


def _linux(path: Path) -> str:
    best, kind = "", ""
    try:
        lines = Path("/proc/self/mountinfo").read_text("utf-8", "surrogateescape").splitlines()
    except OSError:
        return ""
    where = str(path.absolute())
    for line in lines:
        left, _, right = line.partition(" - ")
        point = re.sub(r"\\(\d{3})", lambda m: chr(int(m[1], 8)), left.split(" ")[4])
        inside = where == point or where.startswith(point.rstrip("/") + "/")
        if inside and len(point) >= len(best):
            best, kind = point, right.split(" ")[0]
    return kind


def _macos(path: Path) -> str:  # pragma: no cover
    out = subprocess.run(["/sbin/mount"], capture_output=True, text=True, check=False).stdout
    best, kind = "", ""
    where = str(path.absolute())
    for match in re.finditer(r" on (.+?) \((\w+)", out):
        point = match[1]
        inside = where == point or where.startswith(point.rstrip("/") + "/")
        if inside and len(point) >= len(best):
            best, kind = point, match[2]
    return kind


def _windows(path: Path) -> str:  # pragma: no cover
    import ctypes

    drive_type = ctypes.windll.kernel32.GetDriveTypeW(path.absolute().anchor)  # type: ignore[attr-defined]
    return {2: "removable", 3: "fixed", 4: "remote"}.get(drive_type, "")
