"""The command line, put together. Nothing heavy is loaded before a command runs."""

from collections.abc import Callable

import typer

from bot.commands import channels, days, initiatives, officers, papers, posts, probe, running, status
from bot.commands.broadcasts import broadcasting, broadcasts, groups, propaganda
from bot.commands.campaigns import campaign_settings, campaigns, plans, programmes, rehearsals, targets, walls
from bot.commands.results import bulletins, points, results
from bot.commands.tree import tree, tree_log, tree_sheet, units
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

#: What is done with broadcasts, by the word after `broadcast`.
_BROADCASTS: dict[str, Callable[..., None]] = {
    "send": broadcasting.send,
    "preview": broadcasting.preview,
    "test": broadcasting.try_out,
    "list": broadcasts.show_list,
    "show": broadcasts.show,
    "pause": broadcasts.pause,
    "resume": broadcasts.resume,
    "stop": broadcasts.stop,
    "report": broadcasts.report,
    "export": broadcasts.export,
}
#: What is done with campaigns from presets, by the word after `campaign`.
_CAMPAIGNS: dict[str, Callable[..., None]] = {
    "presets": campaigns.presets,
    "load": campaigns.load,
    "plan": campaigns.plan,
    "set": campaign_settings.amend,
}
#: What is done with targets, by the word after `target`.
_TARGETS: dict[str, Callable[..., None]] = {
    "set": targets.put,
    "divide": targets.divide,
    "move": targets.move,
    "list": targets.show,
    "history": targets.history,
    "undo": targets.undo,
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
    figures = typer.Typer(help=say(DEFAULT, "results.command.group"), no_args_is_help=True)
    figures.callback()(lambda: None)  # a single command would do without its name
    figures.command("show", help=say(DEFAULT, "results.command.show"))(results.show)
    line.add_typer(figures, name="results")
    sheet = typer.Typer(help=say(DEFAULT, "results.command.points"), no_args_is_help=True)
    sheet.command("load", help=say(DEFAULT, "results.command.load"))(points.take)
    sheet.command("show", help=say(DEFAULT, "results.command.points_show"))(points.show)
    line.add_typer(sheet, name="points")
    line.command("bulletin", help=say(DEFAULT, "bulletin.command.bulletin"))(bulletins.bulletin)
    line.command("report", help=say(DEFAULT, "bulletin.command.report"))(bulletins.report)
    line.command("papers", help=say(DEFAULT, "papers.command.help"))(papers.write)
    posted = typer.Typer(help=say(DEFAULT, "posts.command.group"), no_args_is_help=True)
    posted.command("list", help=say(DEFAULT, "posts.command.list"))(posts.show)
    posted.command("end", help=say(DEFAULT, "posts.command.end"))(posts.end)
    posted.command("invites", help=say(DEFAULT, "posts.command.invites"))(posts.invites)
    posted.command("revoke", help=say(DEFAULT, "posts.command.revoke"))(posts.revoke)
    line.add_typer(posted, name="officers")
    line.command("rehearse", help=say(DEFAULT, "rehearsal.command.help"))(rehearsals.rehearse)
    line.command("qr", help=say(DEFAULT, "admin.help.qr"))(units.draw)
    unit.command("add", help=say(DEFAULT, "admin.help.unit_add"))(units.add)
    unit.command("list", help=say(DEFAULT, "admin.help.unit_list"))(units.show)
    for name, act in _TREE.items():
        unit.command(name, help=say(DEFAULT, f"admin.help.unit_{name}"))(act)
    programme.command("use", help=say(DEFAULT, "admin.help.programme_use"))(programmes.use)
    programme.command("list", help=say(DEFAULT, "admin.help.programme_list"))(programmes.show)
    campaign.command("add", help=say(DEFAULT, "admin.help.campaign_add"))(plans.add)
    campaign.command("list", help=say(DEFAULT, "admin.help.campaign_list"))(plans.show)
    campaign.command("stop", help=say(DEFAULT, "admin.help.campaign_stop"))(plans.stop)
    for name, act in _CAMPAIGNS.items():
        campaign.command(name, help=say(DEFAULT, f"campaign.help.{name}"))(act)
    aimed = typer.Typer(help=say(DEFAULT, "target.help.group"), no_args_is_help=True)
    for name, act in _TARGETS.items():
        aimed.command(name, help=say(DEFAULT, f"target.help.{name}"))(act)
    line.add_typer(aimed, name="target")
    campaign.command("wall", help=say(DEFAULT, "wall.command.help"))(walls.open_or_shut)
    probing.command("zalo-bot", help=say(DEFAULT, "admin.help.probe_bot"))(probe.zalo_bot)
    probing.command("zalo-oa", help=say(DEFAULT, "admin.help.probe_oa"))(probe.zalo_oa)
    library = typer.Typer(help=say(DEFAULT, "propaganda.command.group"), no_args_is_help=True)
    library.command("list", help=say(DEFAULT, "propaganda.command.list"))(propaganda.list_)
    library.command("show", help=say(DEFAULT, "propaganda.command.show"))(propaganda.show)
    line.add_typer(library, name="propaganda")
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
    broadcast = typer.Typer(help=say(DEFAULT, "broadcast.command.group"), no_args_is_help=True)
    for name, act in _BROADCASTS.items():
        broadcast.command(name, help=say(DEFAULT, f"broadcast.command.{name}"))(act)
    line.add_typer(broadcast, name="broadcast")
    group = typer.Typer(help=say(DEFAULT, "group.command.help"), no_args_is_help=True)
    group.command("add", help=say(DEFAULT, "group.command.add"))(groups.add)
    group.command("list", help=say(DEFAULT, "group.command.list"))(groups.show)
    group.command("remove", help=say(DEFAULT, "group.command.remove"))(groups.remove)
    line.add_typer(group, name="group")
    line.add_typer(unit, name="unit")
    line.add_typer(programme, name="programme")
    line.add_typer(campaign, name="campaign")
    line.add_typer(probing, name="probe")
    return line
