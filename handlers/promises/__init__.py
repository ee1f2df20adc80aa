"""What the union promises an author: an answer within so many working days."""
