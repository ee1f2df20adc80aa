"""The rehearsal of a campaign: the real storage code on a fake clock, with made people and fake channels."""
