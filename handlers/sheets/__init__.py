"""A spreadsheet of Google's in which officers read and decide: what stands in it, and what they did there."""
