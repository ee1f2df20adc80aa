"""Programs that ask and decide over HTTP: who they are, what they read, and what they were answered."""
