"""Words and page templates of the papers that are made for an employer."""
