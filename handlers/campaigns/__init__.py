"""Peak Weeks and the like: their days, whom they speak to, what they say and how they end."""
