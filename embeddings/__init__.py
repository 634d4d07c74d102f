"""In: passages. Out: vectors, the Chroma collection, the lexical index, and `Neighbour`s of a question.

Knows nothing of answers or chat models.
"""
