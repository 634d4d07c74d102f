"""``python -m ui`` is the command ``policyqa``."""

from ui.cli import main

main()
