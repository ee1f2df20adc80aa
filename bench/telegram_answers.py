"""What Telegram would answer, so that no library waits for a network."""

import json

from bench.script import BOT

TOKEN = f"{BOT}:AAbench"
_ME = {"id": BOT, "is_bot": True, "first_name": "Bench", "username": "bench_bot"}
_MESSAGE = {
    "message_id": 7,
    "from": _ME,
    "chat": {"id": 1001, "first_name": "Lan", "type": "private"},
    "date": 1790000000,
    "text": "2/10",
}
ME = json.dumps({"ok": True, "result": _ME}).encode()
SENT = json.dumps({"ok": True, "result": _MESSAGE}).encode()
