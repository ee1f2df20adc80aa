"""The union tree as a spreadsheet, out and in."""
