"""What the runs mean: outcomes, paired differences, survival, costs, figures and the report.

Works on what runs left behind (:class:`sim.record.Outcome` or the stored files of a folder), never on a live model.
"""

import runpy
from pathlib import Path

# read by its path: a foreign `sim` in the way must be named, not run
runpy.run_path(str(Path(__file__).parents[1] / "sim" / "rooms.py"))["check_rooms"](__name__, __file__)
