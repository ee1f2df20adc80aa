"""The union tree through time: kinds, operations, their log, the past, and the spreadsheet."""
