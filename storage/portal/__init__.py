"""What is entered in the national portal: history, lists, the order of its columns."""
