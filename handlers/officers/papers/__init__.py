"""The papers for an employer, and what must be on them."""
