"""What the runs mean: outcomes, paired differences, survival, costs, figures and the report.

Works on what runs left behind (:class:`sim.record.Outcome` or the stored files of a folder), never on a live model.
"""
