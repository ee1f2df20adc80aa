"""The page of a campaign for a projector: no login, no cookies, and nobody named who did not agree to it."""
