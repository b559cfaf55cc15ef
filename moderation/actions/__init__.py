"""The doors of moderation."""

from .appealing import appeal, decide_appeal
from .claiming import claim, claim_next, release, renew
from .deciding import decide, outcomes_for, seen_version
from .policy import accept_policy
from .reporting import report, withdraw
from .sanctioning import impose_sanction, lift_sanction
from .submitting import revise, submit
from .unattended import publish_unattended

__all__ = [
    "accept_policy",
    "appeal",
    "claim",
    "claim_next",
    "decide",
    "decide_appeal",
    "impose_sanction",
    "lift_sanction",
    "outcomes_for",
    "publish_unattended",
    "release",
    "renew",
    "report",
    "revise",
    "seen_version",
    "submit",
    "withdraw",
]
