"""Lists of initiatives as they stand outside the chat: workbooks, sheets, other programs."""
