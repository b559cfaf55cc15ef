"""The doors of discussions: the only way in which solutions and comments change."""

from .comments import edit_comment, post_comment, withdraw_comment
from .solutions import edit_solution, lock_solution, propose_solution, withdraw_solution
from .supports import support_comment, support_solution, unsupport_comment, unsupport_solution

__all__ = [
    "edit_comment",
    "edit_solution",
    "lock_solution",
    "post_comment",
    "propose_solution",
    "support_comment",
    "support_solution",
    "unsupport_comment",
    "unsupport_solution",
    "withdraw_comment",
    "withdraw_solution",
]
