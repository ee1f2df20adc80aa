"""What the page for a projector shows, and who may open it."""
