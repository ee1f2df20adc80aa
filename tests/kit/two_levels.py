"""A programme in which the grassroots union endorses and the upper level confirms."""

import threading

from kit.house import House
from sqlalchemy import update

from bot import pump
from storage import tables as t
from storage.apply import Conflict


def govern(house: House, *, levels: int = 2, recognition: bool = False, lease_minutes: int = 30) -> House:
    """The running programme reviews so from now on."""
    values = {"levels": levels, "recognition": recognition, "lease_minutes": lease_minutes}
    with house.engine.begin() as connection:
        connection.execute(update(t.programmes).values(values))
    return house


def both_at_once(*houses: House) -> None:
    """Each process handles what waits, one event at a time, all of them together."""
    ready = threading.Barrier(len(houses))
    troubles: list[BaseException] = []

    def work(house: House) -> None:
        try:
            ready.wait(timeout=10)
            while True:
                try:
                    with house.engine.begin() as connection:
                        if not pump.work(connection, house.tools(), 1, house.routes).taken:
                            return
                except Conflict:
                    continue
        except BaseException as trouble:
            troubles.append(trouble)

    threads = [threading.Thread(target=work, args=(house,)) for house in houses]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert not troubles, troubles
