"""What employers read, in the languages of their managers."""
