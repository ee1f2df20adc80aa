"""The command line, put together. Nothing heavy is loaded before a command runs."""

from collections.abc import Callable

import typer

from bot.commands import (
    channels,
    days,
    initiatives,
    officers,
    papers,
    plans,
    posts,
    probe,
    running,
    status,
    tree,
    tree_log,
    tree_sheet,
    units,
)
from messages.catalog import DEFAULT, say

#: What is done with the union tree, by the word after `unit`.
_TREE: dict[str, Callable[..., None]] = {
    "tree": tree_log.show,
    "kinds": tree_log.kinds,
    "rename": tree.rename,
    "move": tree.move,
    "merge": tree.merge,
    "dissolve": tree.dissolve,
    "split": tree.split,
    "set": tree.amend,
    "import": tree_sheet.take,
    "export": tree_sheet.export,
    "changes": tree_log.changes,
    "undo": tree.undo,
}


def build() -> typer.Typer:
    # Its coloured tracebacks would print local variables, and with them secrets.
    line = typer.Typer(
        help=say(DEFAULT, "admin.help.program"),
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )
    unit, programme, campaign, probing = (
        typer.Typer(help=say(DEFAULT, f"admin.help.{name}"), no_args_is_help=True)
        for name in ("unit", "programme", "campaign", "probe")
    )
    line.command("run", help=say(DEFAULT, "admin.help.run"))(running.run)
    line.command("console", help=say(DEFAULT, "admin.help.console"))(running.console)
    line.command("status", help=say(DEFAULT, "admin.help.status"))(status.show)
    line.command("channels", help=say(DEFAULT, "admin.help.channels"))(channels.show)
    line.command("invite", help=say(DEFAULT, "admin.help.invite"))(officers.invite)
    line.command("papers", help=say(DEFAULT, "papers.command.help"))(papers.write)
    posted = typer.Typer(help=say(DEFAULT, "posts.command.group"), no_args_is_help=True)
    posted.command("list", help=say(DEFAULT, "posts.command.list"))(posts.show)
    posted.command("end", help=say(DEFAULT, "posts.command.end"))(posts.end)
    posted.command("invites", help=say(DEFAULT, "posts.command.invites"))(posts.invites)
    posted.command("revoke", help=say(DEFAULT, "posts.command.revoke"))(posts.revoke)
    line.add_typer(posted, name="officers")
    line.command("qr", help=say(DEFAULT, "admin.help.qr"))(units.draw)
    unit.command("add", help=say(DEFAULT, "admin.help.unit_add"))(units.add)
    unit.command("list", help=say(DEFAULT, "admin.help.unit_list"))(units.show)
    for name, act in _TREE.items():
        unit.command(name, help=say(DEFAULT, f"admin.help.unit_{name}"))(act)
    programme.command("use", help=say(DEFAULT, "admin.help.programme_use"))(plans.use)
    campaign.command("add", help=say(DEFAULT, "admin.help.campaign_add"))(plans.add)
    campaign.command("list", help=say(DEFAULT, "admin.help.campaign_list"))(plans.show)
    campaign.command("stop", help=say(DEFAULT, "admin.help.campaign_stop"))(plans.stop)
    probing.command("zalo-bot", help=say(DEFAULT, "admin.help.probe_bot"))(probe.zalo_bot)
    probing.command("zalo-oa", help=say(DEFAULT, "admin.help.probe_oa"))(probe.zalo_oa)
    day = typer.Typer(help=say(DEFAULT, "promises.admin.days"), no_args_is_help=True)
    day.command("off", help=say(DEFAULT, "promises.admin.days_off"))(days.off)
    day.command("worked", help=say(DEFAULT, "promises.admin.days_worked"))(days.worked)
    day.command("forget", help=say(DEFAULT, "promises.admin.days_forget"))(days.forget)
    day.command("list", help=say(DEFAULT, "promises.admin.days_list"))(days.show)
    line.add_typer(day, name="day")
    initiative = typer.Typer(help=say(DEFAULT, "trail.command.group"), no_args_is_help=True)
    initiative.callback()(lambda: None)  # a single command would do without its name
    initiative.command("history", help=say(DEFAULT, "trail.command.history"))(initiatives.history)
    line.add_typer(initiative, name="initiative")
    line.add_typer(unit, name="unit")
    line.add_typer(programme, name="programme")
    line.add_typer(campaign, name="campaign")
    line.add_typer(probing, name="probe")
    return line
