"""What an error could tell a stranger who reads our logs."""

import traceback


def everything_about(error: BaseException) -> str:
    """All that any logger could print of an error: what hangs behind it, and the locals of our frames."""
    seen: list[str] = []
    rest: list[BaseException] = [error]
    while rest:
        one = rest.pop()
        frames = [frame for frame, _ in traceback.walk_tb(one.__traceback__)]
        seen += [repr(frame.f_locals) for frame in frames if "/tests/" not in frame.f_code.co_filename]
        seen += [str(one), repr(one), repr(getattr(one, "__dict__", "")), *traceback.format_exception(one)]
        rest += [behind for behind in (one.__cause__, one.__context__) if behind]
    return "\n".join(seen)
