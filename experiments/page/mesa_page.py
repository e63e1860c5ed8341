"""The model as Mesa users look at it: Mesa's own SolaraViz over RetentionModel, to step, run and reset. It needs the extra ``ui``.

``retain workshop mesa`` shows it on this computer alone, without a network too.
"""

from __future__ import annotations

import numpy as np
import solara
from mesa.visualization import SolaraViz, make_plot_component
from mesa.visualization.utils import update_counter

from sim import RetentionModel, shelf
from sim.columns import COLUMN

PLACE, POLICY = "karachi_government", "karachi_private"
SERIES = (
    ("exhaustion", "efficacy"), ("leavers", "hired_novice"), ("mentees",), ("delivered_hours",),
)  # fmt: skip


def parameters() -> dict:
    """Return what the page lets its reader choose, in Mesa's words."""
    return {
        "context": {"type": "Select", "label": "place", "value": PLACE, "values": list(shelf.contexts())},
        "scenario": {"type": "Select", "label": "policy", "value": POLICY, "values": list(shelf.scenarios())},
        "teachers": {"type": "SliderInt", "label": "teachers", "value": 300, "min": 60, "max": 2000, "step": 20},
        "seed": {"type": "InputText", "label": "seed", "value": 1},
        "run_in_years": 5,
        "years": 10,
    }


class ShownModel(RetentionModel):
    """Take the seed as the page's text field gives it; the arguments stand one by one, since Mesa's page checks them by name."""

    def __init__(self, context=PLACE, scenario=POLICY, teachers=300, seed=1, run_in_years=5, years=10):
        super().__init__(context, scenario, teachers, seed=int(seed), run_in_years=run_in_years, years=years)


@solara.component
def Now(model):
    """Say in words what the month is like."""
    update_counter.get()
    world = model.world
    present = world.f[COLUMN.present] > 0.5
    novices = present & (world.f[COLUMN.experience] <= 3.0)
    tired = float(np.mean(world.f[COLUMN.exhaustion, present])) if present.any() else 0.0
    solara.Markdown(
        f"**{model.month} months lived** of {12 * model.years}: {int(present.sum())} teachers in post, {int(novices.sum())} of them with "
        f"at most three years of teaching; mean exhaustion {tired:+.2f} SD."
    )


@solara.component
def Page():
    """Show the model with its figures; Solara looks for this name."""
    chosen = {name: spec["value"] if isinstance(spec, dict) else spec for name, spec in parameters().items()}
    model = solara.use_memo(lambda: ShownModel(**chosen), [])
    plots = solara.use_memo(lambda: [make_plot_component(list(names)) for names in SERIES], [])
    SolaraViz(model, components=[Now, *plots], model_params=parameters(), name="Retain: teachers and their mentors")
