"""What officers see of initiatives: cards, lists, searches, likenesses and promised days."""
