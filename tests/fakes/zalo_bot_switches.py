"""What is not known of the real Zalo Bot platform, or differs between plans: one switch each."""

from typing import Literal


class Switches:
    """Set any of them before or during a test.

    `envelope`: how a webhook's body looks. `photo_key`: where a picture's address stands. `empty`: how
    "nothing new" looks to a poll. `codes`: how an error's number is written. `verification`: setWebhook
    tells how its probe went; `probe_body` is what it knocks with. `unknown_chat` and `over_long` are the
    answers to a chat that is unknown or has shut the bot out, and the code for more than 2,000 characters
    (0 lets them pass and cuts them off). `polling_with_webhook` is what a poll hears while a webhook is
    set; `no_webhook` what deleteWebhook and getWebhookInfo answer without one (`None`: an empty
    address). `abandoned_polls_steal`: an update goes to a poll whose client has hung up, and is lost.

    `monthly` messages and `most_users` people written to, beyond that "Quota exceeded".
    `polls_per_second`: above that a page with status 429 (`None`: never). `scale` multiplies every
    timeout of a poll. `retries` and `redelivery_seconds`: how often and how soon a webhook that did not
    answer 2xx within `push_patience` seconds is tried again. `second_fetch_delay`: when a photo is
    fetched once more; `largest_photo` in bytes (`None`: any). `local_allowed`: addresses of this
    machine pass as public ones. `redirect`: where a public address really leads, by its beginning.
    """

    envelope: Literal["wrapped", "flat"] = "wrapped"
    photo_key: Literal["photo_url", "photo"] = "photo_url"
    empty: Literal["408", "result_empty", "result_null", "result_absent"] = "408"
    codes: Literal["number", "string", "camel"] = "number"
    verification: bool = True
    probe_body: bytes = b"{}"
    unknown_chat: tuple[int, str] = (400, "Bad request: The chat_id is invalid")
    over_long: int = 400
    polling_with_webhook: tuple[int, str] = (400, "Bad request: getUpdates is not available with a webhook")
    no_webhook: tuple[int, str] | None = None
    abandoned_polls_steal: bool = False
    monthly: int = 3_000
    most_users: int = 50
    polls_per_second: float | None = None
    scale: float = 0.05
    retries: int = 3
    redelivery_seconds: float = 0.05
    push_patience: float = 5.0
    second_fetch_delay: float = 0.05
    largest_photo: int | None = 1_000_000
    local_allowed: bool = False
    redirect: dict[str, str]
