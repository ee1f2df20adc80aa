"""The command line, put together. Nothing heavy is loaded before a command runs."""

import typer

from bot.commands import channels, officers, plans, probe, running, status, units
from messages.catalog import DEFAULT, say


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
    line.command("qr", help=say(DEFAULT, "admin.help.qr"))(units.draw)
    unit.command("add", help=say(DEFAULT, "admin.help.unit_add"))(units.add)
    unit.command("list", help=say(DEFAULT, "admin.help.unit_list"))(units.show)
    programme.command("use", help=say(DEFAULT, "admin.help.programme_use"))(plans.use)
    campaign.command("add", help=say(DEFAULT, "admin.help.campaign_add"))(plans.add)
    campaign.command("list", help=say(DEFAULT, "admin.help.campaign_list"))(plans.show)
    campaign.command("stop", help=say(DEFAULT, "admin.help.campaign_stop"))(plans.stop)
    probing.command("zalo-bot", help=say(DEFAULT, "admin.help.probe_bot"))(probe.zalo_bot)
    probing.command("zalo-oa", help=say(DEFAULT, "admin.help.probe_oa"))(probe.zalo_oa)
    line.add_typer(unit, name="unit")
    line.add_typer(programme, name="programme")
    line.add_typer(campaign, name="campaign")
    line.add_typer(probing, name="probe")
    return line
