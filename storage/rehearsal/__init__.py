"""The database of a rehearsal: a copied plan, made people, and what they are going to do."""
