"""What is published of results: bulletins, pictures, the official report."""
