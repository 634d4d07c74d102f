"""In: a claim and the quotes it cites. Out: a `Verdict`, reached without a model; what cannot be proved is not shown."""
