"""The resources, one module each: its operations, and the look-ups and checks behind them.

Besides the resources, ``handover`` passes requests to the worker and ``schedule`` says when the
next issue is due.
"""
