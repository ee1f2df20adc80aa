"""What people are told of connections to the outside, and what they do about them."""
