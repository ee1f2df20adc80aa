"""Who holds which post, how they come in, and in whose stead they act."""
