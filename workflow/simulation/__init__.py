"""A made-up year: people, marks and dates drawn from a seed, and every act done by its command.

Nothing here writes a row by itself. The same seed gives the same year, on every machine.
"""
