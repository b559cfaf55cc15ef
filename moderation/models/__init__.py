from .content import ModeratedModel, ModeratedQuerySet, Revision, Status
from .decisions import Appeal, AuditEntry, AuditPayload, Decision, Sanction
from .policy import Clause, PolicyAcceptance, PolicyVersion
from .review import FilterWord, Report, ReviewItem, Standing

__all__ = [
    "Appeal",
    "AuditEntry",
    "AuditPayload",
    "Clause",
    "Decision",
    "FilterWord",
    "ModeratedModel",
    "ModeratedQuerySet",
    "PolicyAcceptance",
    "PolicyVersion",
    "Report",
    "ReviewItem",
    "Revision",
    "Sanction",
    "Standing",
    "Status",
]
