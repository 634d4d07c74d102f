"""In: a `Profile` and the documents. Out: the `Matrix`: measures that concern it, their conditions with quotes, open questions."""
