"""Who holds which post, who decides at which level, and who hears of it."""
