"""The parts of a search for the best mix: what may be chosen, what a mix is worth, the search, its files."""
