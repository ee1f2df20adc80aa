"""The routes of the web chat, ready to be mounted."""

from fastapi import APIRouter

from bot.channels.web import dialogue, pages, uploads
from bot.channels.web.site import Site


def build(site: Site) -> APIRouter:
    """The pages, the socket, uploads and files; nothing of the demo exists without it."""
    router = APIRouter(include_in_schema=False)
    pages.add(router, site)
    dialogue.add(router, site)
    uploads.add(router, site)
    return router
