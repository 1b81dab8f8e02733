"""Why the system refused, in the reader's language."""

from __future__ import annotations

import errno

from kontor.base.i18n import N_, _

_REASONS = {
    errno.ENOENT: N_("it is not there"),
    errno.EISDIR: N_("it is a folder"),
    errno.ENOTDIR: N_("a part of the path is no folder"),
    errno.EACCES: N_("no permission"),
    errno.EPERM: N_("no permission"),
    errno.EROFS: N_("the disk is read-only"),
    errno.ENAMETOOLONG: N_("the name is too long"),
    errno.EIO: N_("the disk reports an error"),
}


def reason_of(error: OSError) -> str:
    """A few words on an error of the system; its own words when it is a rare one."""
    known = _REASONS.get(error.errno or 0)
    return _(known) if known else error.strerror or type(error).__name__
