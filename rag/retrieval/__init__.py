"""In: a `Query` and the index. Out: measures in order, each with the signals that speak for it, and whether they answer."""
