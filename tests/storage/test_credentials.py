"""A key that is good for one use is used once, whoever crashes, waits or comes late."""

import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from pydantic import SecretStr
from sqlalchemy import Engine, select

from storage import credentials
from storage.credentials import Account, Claimed, Elsewhere, Found, Gone, Pair, Resting, State, Usable
from storage.tables import credentials as table
from storage.vault import Vault

NOW = datetime(2026, 5, 4, 5, 0, tzinfo=UTC)
LEASE = timedelta(seconds=45)
FIRST = SecretStr("first-refresh")
VAULT = Vault("k" * 32)
ONE = Account("zalo_oa:42", "one", VAULT)
OTHER = replace(ONE, holder="other")


def plant(engine: Engine, first: SecretStr = FIRST, account: Account = ONE, now: datetime = NOW) -> bool:
    with engine.begin() as connection:
        return credentials.plant(connection, account, first, now)


def look(engine: Engine, now: datetime = NOW) -> str:
    with engine.begin() as connection:
        usable = credentials.look(connection, ONE, now)
    return usable.access.get_secret_value() if usable else ""


def claim(
    engine: Engine, account: Account = ONE, now: datetime = NOW, *, refused: str = "", ahead: bool = False
) -> Claimed | Found:
    with engine.begin() as connection:
        return credentials.claim(connection, account, now, LEASE, refused=refused, ahead=ahead)


def pair(number: int, now: datetime = NOW) -> Pair:
    return Pair(
        SecretStr(f"access-{number}"),
        SecretStr(f"refresh-{number}"),
        now + timedelta(hours=25),
        now + timedelta(hours=20),
    )


def grant(
    engine: Engine, number: int, used: SecretStr = FIRST, account: Account = ONE, now: datetime = NOW
) -> bool:
    with engine.begin() as connection:
        return credentials.grant(connection, account, used, pair(number, now), now)


def postpone(engine: Engine, why: str, rest: int, now: datetime = NOW, *, lost: bool = False) -> None:
    with engine.begin() as connection:
        credentials.postpone(connection, ONE, why, now + timedelta(seconds=rest), now, lost=lost)


def bury(engine: Engine, account: Account = ONE, now: datetime = NOW) -> str:
    with engine.begin() as connection:
        return credentials.bury(connection, account, "error -14014", now)


def standing(engine: Engine) -> tuple[State, str]:
    with engine.begin() as connection:
        found = credentials.standing(connection, ONE.name)
    assert found is not None
    return found.state, found.why


def renewed(engine: Engine) -> None:
    """An account that has access for 25 hours."""
    plant(engine)
    assert claim(engine) == Claimed(FIRST, again=False)
    assert grant(engine, 1)


def test_nobody_who_reads_the_database_finds_a_key(engine: Engine) -> None:
    renewed(engine)
    with engine.begin() as connection:
        kept = str(connection.execute(select(table)).one())
    for secret in ("access-1", "refresh-1", "first-refresh"):
        assert secret not in kept


def test_an_account_nobody_asked_for_has_no_standing(engine: Engine) -> None:
    with engine.begin() as connection:
        assert credentials.standing(connection, "zalo_oa:1") is None


def test_the_first_key_gets_access_and_the_new_key_takes_its_place(engine: Engine) -> None:
    assert plant(engine)
    assert look(engine) == ""
    assert claim(engine) == Claimed(FIRST, again=False)
    assert standing(engine) == (State.ASKING, "")
    assert grant(engine, 1)
    assert look(engine) == "access-1"
    assert standing(engine) == (State.READY, "")
    late = NOW + timedelta(hours=21)
    assert claim(engine, now=late, ahead=True) == Claimed(SecretStr("refresh-1"), again=False)
    assert look(engine, late) == "access-1"


def test_access_is_renewed_after_twenty_hours_and_not_before(engine: Engine) -> None:
    renewed(engine)
    assert isinstance(claim(engine, now=NOW + timedelta(hours=19), ahead=True), Usable)
    assert isinstance(claim(engine, now=NOW + timedelta(hours=20), ahead=True), Claimed)


def test_access_past_its_end_is_not_used(engine: Engine) -> None:
    renewed(engine)
    late = NOW + timedelta(hours=25)
    assert look(engine, late) == ""
    assert isinstance(claim(engine, now=late), Claimed)


def test_one_asks_and_the_other_waits(engine: Engine) -> None:
    plant(engine)
    assert isinstance(claim(engine), Claimed)
    assert claim(engine, OTHER) == Elsewhere(NOW + LEASE)


def test_of_two_who_ask_at_once_one_gets_the_key(engine: Engine) -> None:
    plant(engine)
    found: list[Claimed | Found] = []
    gate = threading.Barrier(4)

    def ask(number: int) -> None:
        gate.wait()
        found.append(claim(engine, replace(ONE, holder=str(number))))

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(type(one).__name__ for one in found) == ["Claimed", *["Elsewhere"] * 3]


def test_of_two_who_begin_at_once_both_find_the_same_account(engine: Engine) -> None:
    gate = threading.Barrier(4)
    fresh: list[bool] = []

    def begin() -> None:
        gate.wait()
        fresh.append(plant(engine))

    threads = [threading.Thread(target=begin) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(fresh) == [False, False, False, True]


def test_refused_access_is_renewed_though_it_should_still_be_good(engine: Engine) -> None:
    renewed(engine)
    assert claim(engine, refused="access-1") == Claimed(SecretStr("refresh-1"), again=False)
    assert look(engine) == ""


def test_whoever_was_refused_older_access_is_given_the_newer(engine: Engine) -> None:
    renewed(engine)
    found = claim(engine, OTHER, refused="access-0")
    assert isinstance(found, Usable)
    assert found.access.get_secret_value() == "access-1"


def test_a_process_that_died_asking_leaves_the_key_for_one_more_try(engine: Engine) -> None:
    plant(engine)
    claim(engine)
    later = NOW + LEASE
    assert claim(engine, OTHER, later) == Claimed(FIRST, again=True)
    assert bury(engine, OTHER, later)
    assert standing(engine) == (State.DEAD, "lost, then error -14014")
    assert isinstance(claim(engine, OTHER, later), Gone)


def test_after_a_lost_answer_the_old_key_may_still_be_good(engine: Engine) -> None:
    plant(engine)
    claim(engine)
    postpone(engine, "TimeoutError", 30, lost=True)
    assert standing(engine) == (State.UNSURE, "lost: TimeoutError")
    assert claim(engine) == Resting(NOW + timedelta(seconds=30), "lost: TimeoutError")
    later = NOW + timedelta(seconds=30)
    assert claim(engine, OTHER, later) == Claimed(FIRST, again=True)
    assert grant(engine, 1, account=OTHER, now=later)
    assert standing(engine) == (State.READY, "")


def test_a_busy_server_after_a_lost_answer_does_not_make_it_forgotten(engine: Engine) -> None:
    plant(engine)
    claim(engine)
    postpone(engine, "TimeoutError", 30, lost=True)
    later = NOW + timedelta(seconds=30)
    claim(engine, now=later)
    postpone(engine, "HTTP 502", 60, later)
    assert standing(engine) == (State.UNSURE, "lost: HTTP 502")


def test_a_busy_server_costs_a_rest_and_nothing_else(engine: Engine) -> None:
    plant(engine)
    claim(engine)
    postpone(engine, "error -32", 30)
    assert standing(engine) == (State.READY, "error -32")
    assert claim(engine, OTHER) == Resting(NOW + timedelta(seconds=30), "error -32")
    assert claim(engine, OTHER, NOW + timedelta(seconds=30)) == Claimed(FIRST, again=False)


def test_access_that_is_still_good_is_used_while_its_renewal_rests_or_has_died(engine: Engine) -> None:
    renewed(engine)
    late = NOW + timedelta(hours=21)
    claim(engine, now=late, ahead=True)
    assert look(engine, late) == "access-1"
    assert bury(engine, now=late)
    assert look(engine, late) == "access-1"
    assert isinstance(claim(engine, now=late, ahead=True), Usable)
    assert isinstance(claim(engine, now=NOW + timedelta(hours=25)), Gone)


def test_a_late_answer_is_kept_because_the_old_key_is_used_up(engine: Engine) -> None:
    plant(engine)
    claim(engine)
    later = NOW + LEASE
    assert isinstance(claim(engine, OTHER, later), Claimed)
    assert grant(engine, 1, now=later)
    assert not bury(engine, OTHER, later)
    assert look(engine, later) == "access-1"
    assert standing(engine) == (State.READY, "")


def test_a_late_refusal_means_nothing_when_another_asks_by_now(engine: Engine) -> None:
    plant(engine)
    claim(engine)
    later = NOW + LEASE
    claim(engine, OTHER, later)
    assert not bury(engine, ONE, later)
    assert standing(engine)[0] is State.ASKING


def test_a_new_key_in_the_settings_revives_the_dead(engine: Engine) -> None:
    plant(engine)
    claim(engine)
    bury(engine)
    assert not plant(engine)
    assert plant(engine, SecretStr("second-refresh"))
    assert claim(engine) == Claimed(SecretStr("second-refresh"), again=False)


def test_a_new_key_in_the_settings_replaces_a_living_one_and_its_late_answer(engine: Engine) -> None:
    renewed(engine)
    late = NOW + timedelta(hours=21)
    claim(engine, now=late, ahead=True)
    assert plant(engine, SecretStr("second-refresh"))
    assert not grant(engine, 2, SecretStr("refresh-1"), now=late)
    assert look(engine, late) == ""
    assert claim(engine) == Claimed(SecretStr("second-refresh"), again=False)


def test_a_machine_with_yesterdays_settings_does_not_bring_the_old_key_back(engine: Engine) -> None:
    plant(engine)
    plant(engine, SecretStr("second-refresh"))
    claim(engine)
    grant(engine, 2, SecretStr("second-refresh"))
    assert not plant(engine, FIRST, OTHER)
    assert look(engine) == "access-2"


def test_another_secret_key_leaves_everything_as_it_was_until_the_old_one_is_back(engine: Engine) -> None:
    renewed(engine)
    stranger = replace(ONE, vault=Vault("another-secret-key"))
    assert claim(engine, stranger) == Gone(credentials.UNREADABLE)
    assert standing(engine) == (State.READY, credentials.UNREADABLE)
    assert look(engine) == "access-1"
    assert claim(engine, refused="access-1") == Claimed(SecretStr("refresh-1"), again=False)
