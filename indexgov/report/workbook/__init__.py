"""Workbooks: how any of ours is laid out and written, and the one of scorecards with its live formulas.

`tables` and `layout` say what a sheet holds and how it fits, `book` writes it; every workbook uses these. The others
make the scorecards: `marks` and `places` are its signs and addresses, `formulas` and `means` turn the tree of a
registry into cells.
"""
