"""The model: what happens in a month. ``RetentionModel`` is the door for Mesa users, ``sim.simulate`` the one for many runs."""

from sim.rooms import check_rooms

check_rooms("sim", __file__)

__all__ = ["RetentionModel", "Teacher"]


def __getattr__(name):
    # Mesa and the compiler take seconds to import: only who asks for the model waits for them
    if name == "RetentionModel":
        from sim.model import RetentionModel

        return RetentionModel
    if name == "Teacher":
        from sim.teacher import Teacher

        return Teacher
    raise AttributeError(f"module 'sim' has no attribute '{name}'")
