"""What changed, in order, for everybody who keeps a copy elsewhere."""
