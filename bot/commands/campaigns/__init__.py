"""Commands about programmes, targets and campaigns."""
