"""Requests made of the description itself, right ones and wrong ones: none is answered otherwise."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, settings
from kit.databases import fresh_sqlite
from kit.federation import appoint, found
from kit.house import House
from kit.programs import Counter, described
from kit.telling import join, report, send
from kit.two_levels import govern
from schemathesis.checks import CHECKS, load_all_checks

from bot.api.openapi import PREFIX
from storage.database.writer import Writer

pytestmark = pytest.mark.slow

#: How many requests of each kind for each route: few each day, many when somebody asks for them.
EXAMPLES = int(os.environ.get("API_EXAMPLES", "10"))
#: What a request that is well formed may still meet: no such number, a right of the officer, another
#: revision, a place that the feed does not have.
MET = ["2xx", "3xx", "403", "404", "409", "410", "412"]


class Door:
    """Stands for an application that there is only once the test begins."""

    app: FastAPI = described()
    token: str = ""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        await self.app(scope, receive, send)


door = Door()
schema = schemathesis.openapi.from_asgi(f"{PREFIX}/openapi.json", door)
schema.config.checks.positive_data_acceptance.expected_statuses = MET
schema.config.checks.missing_required_header.expected_statuses = ["422", "428"]
schema.config.update(request_timeout=60)  # a busy machine is no fault of the API
load_all_checks()


@schema.auth()
class Token:
    def get(self, case: Any, context: Any) -> str:
        return door.token

    def set(self, case: Any, data: str, context: Any) -> None:
        case.headers["Authorization"] = f"Bearer {data}"


@pytest.fixture(scope="module", autouse=True)
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A house with initiatives in several states, and a program that may do everything there."""
    folder: Path = tmp_path_factory.mktemp("api")
    with fresh_sqlite(folder) as engine:
        found(engine)
        house = govern(House(engine))
        officer = appoint(house, house.person("nhung"), "MAYTL", "Nguyễn Thị Nhung")
        zone = appoint(house, house.person("binh"), "KCN", "Phan Thanh Bình")
        worker = join(house.person("hoa"))
        for _ in range(3):
            send(report(worker))
        officer.says("duyệt 2")
        writer = Writer(engine)
        counter = Counter(house, writer)
        counter.api_house.strangers.most = 1_000_000
        door.app, door.token = counter.app, counter.admits(officer=zone).token
        yield
        writer.close()


@schema.parametrize()
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), database=None)
def test_no_request_is_answered_otherwise_than_described(case: Any) -> None:
    every = CHECKS.get_all()
    # A cursor of the right form is still none of ours, and no description can say which ones are.
    foreign = "cursor" in (case.query or {})
    unfit = [one for one in every if foreign and one.__name__ == "positive_data_acceptance"]
    case.call_and_validate(checks=every, excluded_checks=unfit)
