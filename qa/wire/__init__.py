"""The JSON of the outer contract, and how the nouns become it. The only place that knows that JSON.

Models end in ``Out`` (or ``In``); each has a function that makes it from its noun. Field descriptions are for /docs.
"""
