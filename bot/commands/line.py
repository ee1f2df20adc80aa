"""The command line, put together. Nothing heavy is loaded before a command runs."""

from collections.abc import Callable

import typer

from bot.commands import (
    channels,
    days,
    initiatives,
    officers,
    papers,
    posts,
    probe,
    running,
    status,
    templates,
)
from bot.commands.api import clients
from bot.commands.backups import backups
from bot.commands.broadcasts import broadcasting, broadcasts, groups, propaganda
from bot.commands.campaigns import campaign_settings, campaigns, plans, programmes, rehearsals, targets, walls
from bot.commands.exports import exports
from bot.commands.intakes import intakes
from bot.commands.nodes import nodes, sync
from bot.commands.portal import order, portal
from bot.commands.results import bulletins, points, results
from bot.commands.sinks import feeds, sheets, sinks, webhooks
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
#: Which workbook is written, by the word after `export`.
_EXPORTS: dict[str, Callable[..., None]] = {
    "review": exports.review,
    "register": exports.register,
    "ranking": exports.ranking,
    "portal": exports.portal,
}
#: What is done with other programs, by the word after `client`.
_CLIENTS: dict[str, Callable[..., None]] = {
    "add": clients.add,
    "list": clients.show,
    "revoke": clients.revoke,
    "rotate": clients.rotate,
    "rights": clients.rights,
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
#: What is done about the national portal, by the word after `portal`.
_PORTAL: dict[str, Callable[..., None]] = {
    "list": portal.show_list,
    "show": portal.show,
    "enter": portal.enter,
    "refuse": portal.refuse,
    "withdraw": portal.withdraw,
    "order": order.order,
}

#: What is done with Google's spreadsheets, by the word after `sheet`.
_SHEETS: dict[str, Callable[..., None]] = {
    "connect": sheets.connect,
    "list": sheets.show,
    "now": sheets.run_now,
    "disconnect": sheets.disconnect,
}
#: What is done with those who are told of changes, by the word after `sink`, and with webhooks alone.
_SINKS: dict[str, Callable[..., None]] = {
    "list": sinks.show,
    "folder": sinks.folder,
    "test": sinks.try_out,
    "pause": sinks.pause,
    "resume": sinks.resume,
    "replay": sinks.replay,
    "remove": sinks.remove,
}
_WEBHOOKS: dict[str, Callable[..., None]] = {
    "add": webhooks.add,
    "move": webhooks.move,
    "rotate": webhooks.rotate,
    "settle": webhooks.settle,
    "letters": webhooks.show_letters,
    "again": webhooks.send_again,
}

#: What is done at the province with nodes, by the word after `node`.
_NODES: dict[str, Callable[..., None]] = {
    "add": nodes.add,
    "list": nodes.show,
    "revoke": nodes.revoke,
    "clashes": nodes.clashes,
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
    line.command("backup", help=say(DEFAULT, "backup.help.make"))(backups.make)
    line.command("backups", help=say(DEFAULT, "backup.help.list"))(backups.show)
    line.command("restore", help=say(DEFAULT, "backup.help.restore"))(backups.restore)
    written = typer.Typer(help=say(DEFAULT, "export.command.group"), no_args_is_help=True)
    for name, act in _EXPORTS.items():
        written.command(name, help=say(DEFAULT, f"export.command.{name}"))(act)
    line.add_typer(written, name="export")
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
    admitted = typer.Typer(help=say(DEFAULT, "api.help.group"), no_args_is_help=True)
    for name, act in _CLIENTS.items():
        admitted.command(name, help=say(DEFAULT, f"api.help.{name}"))(act)
    line.add_typer(admitted, name="client")
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
    brought = typer.Typer(help=say(DEFAULT, "intake.command.group"), no_args_is_help=True)
    brought.command("check", help=say(DEFAULT, "intake.command.check"))(intakes.check)
    brought.command("apply", help=say(DEFAULT, "intake.command.apply"))(intakes.apply)
    line.add_typer(brought, name="intake")
    line.command("template", help=say(DEFAULT, "sheets.command.help"))(templates.make)
    told = typer.Typer(help=say(DEFAULT, "sinks.help.sink"), no_args_is_help=True)
    for name, act in _SINKS.items():
        told.command(name, help=say(DEFAULT, f"sinks.help.{name}"))(act)
    line.add_typer(told, name="sink")
    paper = typer.Typer(help=say(DEFAULT, "gsheet.command.group"), no_args_is_help=True)
    for name, act in _SHEETS.items():
        paper.command(name, help=say(DEFAULT, f"gsheet.command.{name}"))(act)
    line.add_typer(paper, name="sheet")
    hook = typer.Typer(help=say(DEFAULT, "sinks.help.webhook"), no_args_is_help=True)
    for name, act in _WEBHOOKS.items():
        hook.command(name, help=say(DEFAULT, f"sinks.help.webhook_{name}"))(act)
    line.add_typer(hook, name="webhook")
    feed = typer.Typer(help=say(DEFAULT, "sinks.help.feed"), no_args_is_help=True)
    feed.callback()(lambda: None)  # a single command would do without its name
    feed.command("show", help=say(DEFAULT, "sinks.help.feed_show"))(feeds.show)
    line.add_typer(feed, name="feed")
    group = typer.Typer(help=say(DEFAULT, "group.command.help"), no_args_is_help=True)
    group.command("add", help=say(DEFAULT, "group.command.add"))(groups.add)
    group.command("list", help=say(DEFAULT, "group.command.list"))(groups.show)
    group.command("remove", help=say(DEFAULT, "group.command.remove"))(groups.remove)
    line.add_typer(group, name="group")
    bridge = typer.Typer(help=say(DEFAULT, "portal.command.group"), no_args_is_help=True)
    for name, act in _PORTAL.items():
        bridge.command(name, help=say(DEFAULT, f"portal.command.{name}"))(act)
    line.add_typer(bridge, name="portal")
    node = typer.Typer(help=say(DEFAULT, "node.command.node"), no_args_is_help=True)
    for name, act in _NODES.items():
        node.command(name, help=say(DEFAULT, f"node.{name}.help"))(act)
    line.add_typer(node, name="node")
    exchange = typer.Typer(help=say(DEFAULT, "node.command.sync"), invoke_without_command=True)
    exchange.callback()(sync.now_or_watch)
    for name, act in (("join", sync.join), ("now", sync.now), ("status", sync.status)):
        exchange.command(name, help=say(DEFAULT, f"node.command.{name}"))(act)
    line.add_typer(exchange, name="sync")
    line.add_typer(unit, name="unit")
    line.add_typer(programme, name="programme")
    line.add_typer(campaign, name="campaign")
    line.add_typer(probing, name="probe")
    return line
