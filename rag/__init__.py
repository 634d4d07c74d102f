"""In: a question and its history. Out: `Query` → `Hit`s → `Answer` with claims, citations and contacts; the eligibility matrix.

Knows nothing of HTTP or widgets.
"""
