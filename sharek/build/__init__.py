"""Build products: what the portal serves or reads and nobody writes by hand.

``python -m sharek.build`` makes the fonts, the icon sprite and the compiled catalogues, each only when what it is made
from has changed. Nothing here needs Django's settings or a database, so that a bare checkout can run it.
"""
