"""The doors of moderation."""

from .submitting import revise, submit

__all__ = ["revise", "submit"]
