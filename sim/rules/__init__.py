"""The theory: one scalar rule about one teacher, pair, school or post in one month, each with its formula, units and evidence rows.

Read in the order of :data:`sim.month.MONTH`. A rule's argument names are columns, draws or numbers of :mod:`sim.parameters`,
:mod:`sim.context` and :mod:`sim.levers`.
"""
