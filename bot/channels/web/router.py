"""The routes of the web chat, ready to be mounted."""

from fastapi import APIRouter

from bot.channels.web import dialogue, pages, uploads
from bot.channels.web.site import Site


def build(site: Site) -> APIRouter:
    """The pages, the socket, uploads and files; nothing of the demo exists without it.

    Raises ValueError when the doors are the demo's and the people are not, or the reverse.
    """
    if site.doors.demo != (site.demo is not None):
        raise ValueError("the demo's doors and the demo's people come together or not at all")
    router = APIRouter(include_in_schema=False)
    pages.add(router, site)
    dialogue.add(router, site)
    uploads.add(router, site)
    return router
