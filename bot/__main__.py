"""`python -m bot`: the command line."""

from bot.commands.line import build

if __name__ == "__main__":
    build()()
