"""How far units have come: figures, rankings, points."""
