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
from workflow.models.cycle import Cycle, CycleWindow, Liaison, Participant, SchemeVersion
from workflow.models.deadline import Extension, Nudge
from workflow.models.demonstration import DemonstrationClock
from workflow.models.draft import ItemDraft
from workflow.models.event import ChainHead, Event, EventItem, Refusal
from workflow.models.evidence import Evidence, EvidenceItem, Purpose
from workflow.models.interview import Interview, InterviewStep
from workflow.models.metric import MetricValue
from workflow.models.ranking import ImportedRanking, RankingLine, RankingRun
from workflow.models.report import MissingDecision, Report, ReportRemark
from workflow.models.sheet import Answer, Deduction, Entry, EntryHand, InternalNote, Remark, Sheet, Submission
from workflow.models.unit import Division, Level, Succession, SuccessionKind, Tier, Unit
from workflow.models.veto import VetoCase

__all__ = [
    "Answer",
    "Appeal",
    "Assessment",
    "Base",
    "ChainHead",
    "Comparison",
    "Cycle",
    "CycleWindow",
    "Deduction",
    "DemonstrationClock",
    "Division",
    "Entry",
    "EntryHand",
    "Event",
    "EventItem",
    "Evidence",
    "EvidenceItem",
    "Extension",
    "Finding",
    "FindingLink",
    "ImportedRanking",
    "InternalNote",
    "Interview",
    "InterviewStep",
    "ItemAssignment",
    "ItemDraft",
    "Level",
    "Liaison",
    "LoginAttempt",
    "LoginSession",
    "MetricValue",
    "MissingDecision",
    "Nudge",
    "Opinion",
    "PanelMark",
    "Participant",
    "PostHolding",
    "Purpose",
    "RankingLine",
    "RankingRun",
    "Refusal",
    "Remark",
    "Report",
    "ReportRemark",
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
]
