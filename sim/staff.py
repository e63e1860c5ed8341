"""The teachers in post as Mesa's AgentSet meets them: a dictionary's place, taken by the rows that are filled."""

from __future__ import annotations

import weakref

import numpy as np

from sim.columns import COLUMN
from sim.teacher import Teacher

_ORDER = "model.agents stands in the order of the posts: use model.agents.shuffle() or model.agents.shuffle_do()"
HIRED = (
    "teachers are not added by hand: posts are filled by the rules of sim/rules/hiring.py; build the model with more teachers=, "
    "or raise autumn_fill of the context"
)
LEAVES = (
    "teachers are not removed by hand: they leave by the rules of sim/rules/exit.py; to let one go, write teacher.exit_cause = 'other' "
    "after her step and before model.posts_act(); model.agents.select(...) gives a smaller set"
)


class Rows:
    """Stand in for the dictionary inside Mesa's AgentSet: the rows that are filled, each shown as a Teacher when it is reached."""

    def __init__(self, model):
        self._model = model

    def keys(self):
        """Yield the teachers in post."""
        for row, number in zip(*self._model._staff()):
            yield self._model._view(row, number)

    def keyrefs(self) -> list:
        """Return weak references to the teachers in post, as Mesa wants them for shuffling."""
        return [weakref.ref(teacher) for teacher in self.keys()]

    def __iter__(self):
        return self.keys()

    def __len__(self):
        return int(np.count_nonzero(self._model.world.f[COLUMN.present] > 0.5))

    def __contains__(self, agent):
        return isinstance(agent, Teacher) and agent.model is self._model and agent.present

    def __setitem__(self, agent, _):
        raise TypeError(HIRED)

    def __delitem__(self, agent):
        raise TypeError(LEAVES)

    @property
    def data(self):
        """Refuse to be shuffled in place.

        Raises
        ------
        TypeError : always.
        """
        raise TypeError(_ORDER)

    @data.setter
    def data(self, _):
        """Refuse to be put in another order: raise TypeError."""
        raise TypeError(_ORDER)
