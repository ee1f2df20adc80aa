"""Commands about figures, points, bulletins and reports."""
