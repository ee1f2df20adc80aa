"""How a worker gets to know the bot and tells a whole initiative."""

from datetime import timedelta

from kit.house import Phone

from messages.catalog import say
from messages.demo.reading import DemoAnswers, load_initiatives, split_story

CHOSEN = ("confidential", "kind", "field", "effect", "recognition", "protected")


def demo(title: str) -> DemoAnswers:
    """The demo initiative whose title begins so."""
    return next(one.answers for one in load_initiatives() if one.answers.title.startswith(title))


def join(phone: Phone, *, name: str = "Nguyễn Thị Hoa", unit: str = "MAYTL", campaigns: bool = True) -> Phone:
    """First contact, to its end."""
    phone.begins(f"u_{unit}" if unit else "")
    phone.chooses("Đồng ý")
    phone.chooses("Đồng ý nhận tin" if campaigns else "Không nhận tin")
    phone.chooses("Không nêu tên")
    phone.says(name)
    phone.says("0912 345 678")
    return phone


def answer(phone: Phone, told: DemoAnswers, *, language: str = "vi") -> Phone:
    """Give this initiative's answer to the question on screen."""
    step = phone.step()
    if step in CHOSEN:
        return phone.chooses(say(language, f"report.{step}.choice.{getattr(told, step)}"))
    match step:
        case "idea" | "before" | "change":
            parts = split_story(getattr(told, step))
            for part in parts:
                phone.says(part)
            return phone.says("xong") if phone.step() == step else phone
        case "applied":
            day = phone.house.now - timedelta(days=told.applied_days_ago)
            return phone.says(f"{day:%d/%m/%Y}")
        case "amount":
            return phone.says(str(told.amount))
        case "coauthors" if told.coauthors:
            return phone.says(", ".join(f"{one.name} {one.share}%" for one in told.coauthors))
        case "coauthors":
            return phone.chooses(say(language, "report.coauthors.choice.alone"))
        case "decision_date" if told.decision_date_days_ago is not None:
            day = phone.house.now - timedelta(days=told.decision_date_days_ago)
            return phone.says(f"{day:%d/%m/%Y}")
        case "decision_photo":
            return phone.sends_file("quyet-dinh.jpg").says("xong")
        case "evidence":
            return phone.says("xong")
        case _:
            return phone.says(getattr(told, step, "") or "bỏ qua")


def until(phone: Phone, step: str, told: DemoAnswers | None = None) -> Phone:
    """Answer question after question until this one is on screen."""
    told = told or demo("Dưỡng mica")
    for _ in range(40):
        if phone.step() == step:
            return phone
        before = phone.step()
        answer(phone, told)
        assert phone.step() != before, f"stuck at {before}: {phone.last()}"
    raise AssertionError(f"never came to {step}, but stands at {phone.step()}")


def report(phone: Phone, told: DemoAnswers | None = None, *, language: str = "vi") -> Phone:
    """A whole report, up to its review screen."""
    told = told or demo("Dưỡng mica")
    phone.chooses(say(language, "command.start"))
    for _ in range(40):
        if phone.step() == "summary":
            return phone
        before = phone.step()
        answer(phone, told, language=language)
        assert phone.step() != before, f"stuck at {before}: {phone.last()}"
    raise AssertionError(f"no end, stands at {phone.step()}")


def send(phone: Phone) -> Phone:
    return phone.chooses("Gửi")
