"""How officers write to many: to whom, what, a look at it beforehand, and off."""
