"""A month's figures by name, read from the records for Mesa's DataCollector."""

from __future__ import annotations

from functools import partial

import mesa
import numpy as np

from sim.record import MONTHLY

_PLACE = {name: k for k, name in enumerate(MONTHLY)}
# which columns of the monthly record are summed, and over which column the sum is taken, if any
_COUNTS = ("heads", "vacancies", "hired_novice", "hired_mover", "hired_returner", "moved_out", "mentees")
FIGURES = {name: ((name,), None) for name in _COUNTS}
FIGURES |= {"leavers": (("left_voluntary", "left_other", "left_retired"), None), "burned_out_share": (("burned_out",), "heads")}
FIGURES |= {name: ((name,), "heads") for name in ("efficacy", "exhaustion", "intention", "weekly_hours")}
FIGURES |= {"delivered_hours": (("delivered_hours",), "mentees")}


def figure(monthly, name):
    """Return one of :data:`FIGURES` from monthly records, float64 (..., len(MONTHLY)); nan where there is nobody to take a mean over."""
    columns, over = FIGURES[name]
    total = sum(monthly[..., _PLACE[column]] for column in columns)
    if over is None:
        return total
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(monthly[..., _PLACE[over]] > 0.0, total / monthly[..., _PLACE[over]], np.nan)


def last(name, model) -> float:
    """Return one of :data:`FIGURES` of the month that a model has lived last."""
    return float(figure(np.add.reduce(model.world.monthly[:, model.month - 1], axis=0), name))


REPORTERS = {name: partial(last, name) for name in FIGURES}


class MonthlyCollector(mesa.DataCollector):
    """Give :data:`FIGURES` month by month: a DataCollector that reads what the posts act has recorded, when it is asked."""

    def __init__(self, model):
        self._model = model
        super().__init__(model_reporters=REPORTERS)

    @property
    def model_vars(self) -> dict:
        """Return {figure: list of a value a month}, all months lived so far."""
        monthly = np.add.reduce(self._model.world.monthly[:, : self._model.month], axis=0)
        return {name: figure(monthly, name).tolist() for name in FIGURES}

    @model_vars.setter
    def model_vars(self, _):
        """Ignore what is written: Mesa begins with empty lists, and the records have room already."""

    def collect(self, model) -> None:
        """Do nothing: each month is in the records when it closes."""
