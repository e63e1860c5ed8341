"""Renew the golden results with ``python -m tests.golden.renew``, the only way to do it; the change is explained where it is made."""

from __future__ import annotations

import json

from experiments.calibration.fingerprint import summaries
from tests.golden.runs import FILE, kept


def main() -> None:
    """Write the summaries of today's model and say which runs changed."""
    before = kept() if FILE.exists() else {}
    now = summaries()
    FILE.write_text(json.dumps(now, indent=1) + "\n", encoding="utf-8", newline="\n")
    changed = [name for name in now if now[name] != before.get(name)]
    print(f"{FILE.name}: {len(changed)} of {len(now)} runs changed" + "".join(f"\n  {name}" for name in changed))


if __name__ == "__main__":
    main()
