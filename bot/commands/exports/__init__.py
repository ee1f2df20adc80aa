"""Commands that write workbooks."""
