"""The page on which a manager answers, behind a link and without any account."""
