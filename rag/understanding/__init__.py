"""In: a question as typed, its history and the words of the documents. Out: a `Query`: language, kind, wants, address, set, fact."""
