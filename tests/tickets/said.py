"""What a refusal says, by its message id: the tests speak no language."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from kontor.base.errors import KontorError, Refused


@contextmanager
def refused(words: str, kind: type[KontorError] = Refused) -> Iterator[None]:
    """Expect a refusal whose message id holds these words."""
    with pytest.raises(kind) as caught:
        yield
    assert words in caught.value.message
