"""What the administrator can do from the command line."""
