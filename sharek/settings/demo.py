"""The embedded default: a demo on one's own machine, served by one Daphne on SQLite, with accounts to try out."""

from .base import *

DEMO = True
