"""One file per noun. Importing this package makes every table known to SQLAlchemy."""

from bot.store.models.alarms import Alarm
from bot.store.models.assignments import Assignment, Paper
from bot.store.models.broadcasts import Broadcast, BroadcastRecipient
from bot.store.models.bureaus import Bureau, BureauLiaison, LiaisonChange
from bot.store.models.congresses import CongressSession
from bot.store.models.console import Approval, KeptFilter
from bot.store.models.corrections import Correction
from bot.store.models.deputies import (
    Deputy,
    DeputyGrid,
    DeputyGroup,
    DeputyStation,
    ProfessionalGroup,
)
from bot.store.models.duties import Duty, Reception, ReceptionDeputy
from bot.store.models.elections import Election
from bot.store.models.exchanges import Exchange
from bot.store.models.hand_overs import HandOver
from bot.store.models.history import Audit, AuditSeal, History
from bot.store.models.issues import Issue, Subscriber
from bot.store.models.meetings import Meeting
from bot.store.models.messages import Media, Message, Words
from bot.store.models.officers import Officer, OfficerRole, OnCall, Substitute
from bot.store.models.outbox import Attempt, Notice
from bot.store.models.people import BindingCode, Contact, Identity
from bot.store.models.pictures import CountedIssue, HallScreen, IssueCount, PublishedResult
from bot.store.models.places import Grid, GridStaff, Station
from bot.store.models.platform import Counter, DemoOffset, Quota, Rule, Switch, Token
from bot.store.models.privacy import Erasure, Hold
from bot.store.models.promises import CloseOutEvidence, Promise, Proposal
from bot.store.models.ratings import LookBack, Rating, RevisitFlag
from bot.store.models.replies import Reply, ReplyFile
from bot.store.models.search import StaleBlock, WordBlock
from bot.store.models.suggestions import (
    CoSigner,
    Suggestion,
    SuggestionFile,
    SuggestionIssue,
    SuggestionVersion,
)
from bot.store.models.supervision import (
    CommitteeMember,
    CommitteePair,
    Exemplar,
    KeySupervision,
    SupervisionLog,
    Supervisor,
)

__all__ = [
    "Alarm",
    "Approval",
    "Assignment",
    "Attempt",
    "Audit",
    "AuditSeal",
    "BindingCode",
    "Broadcast",
    "BroadcastRecipient",
    "Bureau",
    "BureauLiaison",
    "CloseOutEvidence",
    "CoSigner",
    "CommitteeMember",
    "CommitteePair",
    "CongressSession",
    "Contact",
    "Correction",
    "CountedIssue",
    "Counter",
    "DemoOffset",
    "Deputy",
    "DeputyGrid",
    "DeputyGroup",
    "DeputyStation",
    "Duty",
    "Election",
    "Erasure",
    "Exchange",
    "Exemplar",
    "Grid",
    "GridStaff",
    "HallScreen",
    "HandOver",
    "History",
    "Hold",
    "Identity",
    "Issue",
    "IssueCount",
    "KeptFilter",
    "KeySupervision",
    "LiaisonChange",
    "LookBack",
    "Media",
    "Meeting",
    "Message",
    "Notice",
    "Officer",
    "OfficerRole",
    "OnCall",
    "Paper",
    "ProfessionalGroup",
    "Promise",
    "Proposal",
    "PublishedResult",
    "Quota",
    "Rating",
    "Reception",
    "ReceptionDeputy",
    "Reply",
    "ReplyFile",
    "RevisitFlag",
    "Rule",
    "StaleBlock",
    "Station",
    "Subscriber",
    "Substitute",
    "Suggestion",
    "SuggestionFile",
    "SuggestionIssue",
    "SuggestionVersion",
    "SupervisionLog",
    "Supervisor",
    "Switch",
    "Token",
    "WordBlock",
    "Words",
]
