"""Measuring engines on files of questions: samples in, predictions and a report out."""

from lookdesk.evals.reporting import Report, report
from lookdesk.evals.running import Prediction, predict, save
from lookdesk.evals.samples import Sample, load

__all__ = ["Prediction", "Report", "Sample", "load", "predict", "report", "save"]
