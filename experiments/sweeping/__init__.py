"""The parts of a sweep: what varies, which points, the plan, the shards and the worker."""
