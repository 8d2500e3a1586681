"""What a registry can name: scales, treatments, means and weights, each a function of arrays and one line of a table.

Nothing here knows files, frames or authorities; the registry takes its words from the tables, scoring the functions.
"""
