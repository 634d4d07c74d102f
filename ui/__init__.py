"""In: a person or a program. Out: the command line, the FastAPI service and the Gradio pages.

Knows nothing of evaluation, except that the command line calls it by name.
"""
