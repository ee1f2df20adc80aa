"""What officers can do here, by what their roles allow."""

from handlers.broadcasts import broadcasting
from handlers.officers import rights
from handlers.person import Person
from messages.catalog import say


def work(person: Person) -> tuple[str, ...]:
    """The commands on an officer's menu, what they do most first."""
    entering = ("behalf",) if rights.enters(person) else ()
    if rights.decides(person):
        return ("queue", *entering, "start", "mine", "posts", "help")
    if entering:
        return (*entering, "mine", "queue", "start", "posts", "help")
    managing = ("officers", "invites") if rights.appoints(person) else ()
    return (*managing, "queue", "start", "mine", "posts", "help")


def everything(person: Person) -> tuple[str, ...]:
    """What help offers beside the menu: what is not done every day."""
    daily = tuple(name for name in work(person) if name != "help")
    leading = ("compose", "campaigns", "targets") if broadcasting.composes(person) else ()
    entering = ("portal",) if rights.enters(person) else ()
    return (*daily, *entering, "results", *leading)


def words(language: str, person: Person) -> str:
    """What each of their roles does, and no word that their roles cannot use."""
    parts = [say(language, "home.help_officer" if rights.decides(person) else "posts.help.looks")]
    if rights.enters(person):
        parts.append(say(language, "posts.help.enters"))
        parts.append(say(language, "portal.help.officer"))
    if rights.appoints(person):
        parts.append(say(language, "posts.help.appoints"))
    if broadcasting.composes(person):
        parts.append(say(language, "posts.help.campaigns"))
    return "\n".join([*parts, say(language, "posts.help.posts")])
