"""Names of the closed sets that occur in several schemas of the contract."""

from types import MappingProxyType
from typing import get_args

from models import action_spectrum, body, calibrations, posture, protection
from service import (
    answers,
    coming_days,
    comparison,
    errors,
    foods,
    geocoding,
    levels,
    needs,
    plan_foods,
    prospects,
    provenance,
    questions,
    samples,
)
from service.access import callers
from service.exposures import evidence
from service.plan_weeks import StepReason
from service.providers import registry
from service.schemas import days, plan, queries, status, users
from service.schemas import samples as items
from service.webhooks import schedule

_SETS = {
    "ActionSpectrum": action_spectrum.ActionSpectrumName,
    "Advice": answers.Advice,
    "BodyPart": body.BodyPart,
    "Calibration": calibrations.CalibrationName,
    "Caution": questions.Caution,
    "BestMonthReason": comparison.BestMonthReason,
    "ChangesReason": status.ChangesReason,
    "Clock": items.Clock,
    "Clothing": body.ClothingName,
    "CoverUnit": items.CoverUnit,
    "DayAssumption": days.Assumption,
    "DayReason": days.DayReason,
    "DeviceScope": users.DeviceScope,
    "Evidence": evidence.Evidence,
    "FoodReason": plan_foods.FoodReason,
    "ForecastFailure": errors.ForecastFailure,
    "ForecastSource": queries.ForecastOrClear,
    "ForecastUntilReason": coming_days.ForecastUntilReason,
    "GoalLimit": needs.LimitedBy,
    "GoalReason": plan.GoalReason,
    "IntakeUnit": items.IntakeUnit,
    "LabReason": prospects.LabReason,
    "LabUnit": levels.LabUnit,
    "Language": questions.Language,
    "Melanin": questions.Melanin,
    "NextChanceReason": answers.NextChanceReason,
    "Nutrient": foods.Nutrient,
    "PlacesFlag": geocoding.PlacesFlag,
    "PlanReason": StepReason,
    "Posture": posture.Posture,
    "QualityFlag": provenance.QualityFlag,
    "ReachedBy": needs.ReachedBy,
    "Reason": answers.Reason,
    "Recording": samples.Recording,
    "SampleType": samples.SampleType,
    "Scope": callers.Scope,
    "Sky": provenance.SkyKind,
    "SourceOff": registry.Off,
    "StatusReason": prospects.StatusReason,
    "SunTimeReason": answers.EventReason,
    "SunscreenWear": protection.Wear,
    "Surface": questions.SurfaceName,
    "TimeReason": provenance.TimeReason,
    "UvSource": questions.UvSource,
    "UvSourceUsed": provenance.UvSourceUsed,
    "VitaminKReason": plan.VitaminKReason,
    "WebhookEvent": schedule.Event,
    "WindowKind": answers.WindowKind,
    "WindowsReason": answers.WindowsReason,
}
NAMES = MappingProxyType({get_args(values): name for name, values in _SETS.items()})
"""Of each set of values, the name of its schema."""
