"""Checks of the machine, of the place of a site, and of how it runs: one list, three views of it.

``sonmat doctor`` prints all of them, the page Health and ``/health`` show those that have a code.
"""
