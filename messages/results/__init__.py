"""How figures are laid out and worded, and the sheet of emulation points."""
