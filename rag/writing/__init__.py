"""In: a `Retrieval`. Out: a `Draft` (claims with citations, contacts, a refusal) and the markdown that a person reads."""
