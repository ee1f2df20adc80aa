"""What all answers are made of."""

from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field


def _in_utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)


#: Moments are in UTC and end in "Z".
Moment = Annotated[datetime, AfterValidator(_in_utc)]
Money = Annotated[int, Field(description="VND")]


class Body(BaseModel):
    """Fields are only ever added; programs leave alone what they do not know."""

    model_config = ConfigDict(frozen=True)


class UnitName(Body):
    code: str
    name: str
