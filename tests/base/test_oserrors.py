"""What the system says is told in the reader's language."""

from __future__ import annotations

import errno

from kontor.base.oserrors import reason_of


def test_usual_reasons_have_words_and_rare_ones_their_own() -> None:
    assert reason_of(FileNotFoundError(errno.ENOENT, "No such file")) == "es gibt sie nicht"
    assert reason_of(IsADirectoryError(errno.EISDIR, "Is a directory")) == "das ist ein Ordner"
    assert reason_of(OSError(errno.EMFILE, "Too many open files")) == "Too many open files"
    assert reason_of(OSError()) == "OSError"
