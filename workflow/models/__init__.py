"""Records: typed SQLAlchemy models, one file per noun."""

from workflow.models.account import LoginAttempt, LoginSession, PostHolding, User
from workflow.models.assessment import (
    Assessment,
    Finding,
    FindingLink,
    ItemAssignment,
    PanelMark,
    Verdict,
)
from workflow.models.base import Base
from workflow.models.claim import SpecialClaim
from workflow.models.cycle import Cycle, CycleWindow, Liaison, Participant, SchemeVersion
from workflow.models.demonstration import DemonstrationClock
from workflow.models.event import ChainHead, Event, Refusal
from workflow.models.interview import Interview, InterviewStep
from workflow.models.metric import MetricValue
from workflow.models.ranking import ImportedRanking, RankingLine, RankingRun
from workflow.models.report import MissingDecision, Report, ReportRemark
from workflow.models.sheet import Answer, Deduction, Entry, EntryHand, Remark, Sheet, Submission
from workflow.models.unit import Division, Level, Succession, SuccessionKind, Tier, Unit
from workflow.models.veto import VetoCase

__all__ = [
    "Answer",
    "Assessment",
    "Base",
    "ChainHead",
    "Cycle",
    "CycleWindow",
    "Deduction",
    "DemonstrationClock",
    "Division",
    "Entry",
    "EntryHand",
    "Event",
    "Finding",
    "FindingLink",
    "ImportedRanking",
    "Interview",
    "InterviewStep",
    "ItemAssignment",
    "Level",
    "Liaison",
    "LoginAttempt",
    "LoginSession",
    "MetricValue",
    "MissingDecision",
    "PanelMark",
    "Participant",
    "PostHolding",
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
