"""One section of a sweep's page."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Section:
    """Hold one section of a sweep's page.

    Attributes
    ----------
    name : of its heading;  finding : one sentence without its stop;  said : sentences for the answer at the top.
    method : how it was found;  figures : (name, figure) pairs;  heads, rows : its table, of texts and cells.
    behind : the table stays folded below the picture.
    """

    name: str
    finding: str
    method: str
    figures: list = field(default_factory=list)
    heads: list[str] = field(default_factory=list)
    rows: list[list[dict]] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    behind: bool = True
