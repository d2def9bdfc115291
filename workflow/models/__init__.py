"""Records: typed SQLAlchemy models, one file per noun."""

from workflow.models.account import LoginAttempt, LoginSession, PostHolding, User
from workflow.models.appeal import Appeal
from workflow.models.assessment import (
    Assessment,
    Comparison,
    Finding,
    FindingLink,
    ItemAssignment,
    Opinion,
    PanelMark,
    Verdict,
)
from workflow.models.base import Base
from workflow.models.claim import SpecialClaim
from workflow.models.contact import Contact, FeedLink, Mode, QuietHours
from workflow.models.cycle import Cycle, CycleWindow, Liaison, Participant, SchemeVersion
from workflow.models.deadline import Extension, Nudge
from workflow.models.demonstration import DemonstrationClock
from workflow.models.document import (
    DocumentTemplate,
    Export,
    ExportStage,
    IssuedTemplate,
    Narrative,
    PrintedVersion,
)
from workflow.models.draft import ItemDraft
from workflow.models.event import ChainHead, Event, EventItem, Refusal
from workflow.models.evidence import Evidence, EvidenceItem, Purpose
from workflow.models.interview import Interview, InterviewStep
from workflow.models.message import Channel, Delivery, DeliveryState, Notice
from workflow.models.metric import MetricValue
from workflow.models.ranking import ImportedRanking, RankingLine, RankingRun
from workflow.models.report import MissingDecision, Report, ReportRemark
from workflow.models.scheduler import EventCursor, JobFault, JobRun, SchedulerProcess
from workflow.models.sheet import Answer, Deduction, Entry, EntryHand, InternalNote, Remark, Sheet, Submission
from workflow.models.unit import Division, Level, Succession, SuccessionKind, Tier, Unit
from workflow.models.veto import VetoCase
from workflow.models.working_year import ExceptionalDay, WorkingYear

__all__ = [
    "Answer",
    "Appeal",
    "Assessment",
    "Base",
    "ChainHead",
    "Channel",
    "Comparison",
    "Contact",
    "Cycle",
    "CycleWindow",
    "Deduction",
    "Delivery",
    "DeliveryState",
    "DemonstrationClock",
    "Division",
    "DocumentTemplate",
    "Entry",
    "EntryHand",
    "Event",
    "EventCursor",
    "EventItem",
    "Evidence",
    "EvidenceItem",
    "ExceptionalDay",
    "Export",
    "ExportStage",
    "Extension",
    "FeedLink",
    "Finding",
    "FindingLink",
    "ImportedRanking",
    "InternalNote",
    "Interview",
    "InterviewStep",
    "IssuedTemplate",
    "ItemAssignment",
    "ItemDraft",
    "JobFault",
    "JobRun",
    "Level",
    "Liaison",
    "LoginAttempt",
    "LoginSession",
    "MetricValue",
    "MissingDecision",
    "Mode",
    "Narrative",
    "Notice",
    "Nudge",
    "Opinion",
    "PanelMark",
    "Participant",
    "PostHolding",
    "PrintedVersion",
    "Purpose",
    "QuietHours",
    "RankingLine",
    "RankingRun",
    "Refusal",
    "Remark",
    "Report",
    "ReportRemark",
    "SchedulerProcess",
    "SchemeVersion",
    "Sheet",
    "SpecialClaim",
    "Submission",
    "Succession",
    "SuccessionKind",
    "Tier",
    "Unit",
    "User",
    "Verdict",
    "VetoCase",
    "WorkingYear",
]
