"""A recording judged before and while it is made: one sentence of advice, never a block.

``pictures`` and ``sounds`` measure, ``checks`` judges by a table, ``clip`` does both for a short
test. ``helper`` is a process of its own that measures for the web server, ``ask`` talks to it.
"""
