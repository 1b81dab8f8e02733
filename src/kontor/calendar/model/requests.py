"""Tables and input models of invitations of others."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import Field as Limits
from pydantic import model_validator
from sqlmodel import Field

from kontor.base.i18n import _
from kontor.calendar.kinds.requests import RequestState
from kontor.calendar.model.appointments import WallTime
from kontor.store.fields import Choice, Instant, Row
from kontor.store.inputs import Input, LongText


class RequestRow(Row, table=True):
    """Somebody's invitation and what we said to it."""

    __tablename__ = "invitation_request"
    appointment: int = Field(foreign_key="appointment.id")
    contact: int | None = Field(default=None, foreign_key="contact.id")
    name: str = ""
    organizer: str
    mail: str
    state: RequestState = Field(default=RequestState.OPEN, sa_type=Choice(RequestState))
    sequence: int
    came: datetime = Field(sa_type=Instant)
    sha256: str | None = None
    comment: str = ""
    answered: datetime | None = Field(default=None, sa_type=Instant)
    answer_state: str = ""
    answer_name: str = ""
    answer_message: str = ""
    answer_place: str = ""
    answer: str | None = None


class RequestAnswer(Input):
    """What we say to somebody's invitation."""

    answer: Literal["accepted", "tentative", "declined", "countered"] = Limits(
        default="accepted", description="countered proposes the time that is given"
    )
    comment: LongText = ""
    starts: WallTime | None = Limits(default=None, description="another time that we propose")
    ends: WallTime | None = Limits(default=None, description="its end; default as long as before")

    @model_validator(mode="after")
    def _times(self) -> RequestAnswer:
        if (self.answer == "countered") != (self.starts is not None):
            raise ValueError(_("another time needs its begin, and only another time has one"))
        if self.ends is not None and (self.starts is None or self.ends <= self.starts):
            raise ValueError(_("the end lies before the begin"))
        return self
