"""Courses, training and care paths."""

from __future__ import annotations

from examples.common.works import Work

#: Courses, training and care paths: beside work, not among the kinds of work people rank.
ROUTES: dict[str, Work] = {
    "language_course": Work(
        "Taalcursus", 0, {"sitting": 2, "keeping_attention": 2, "hearing": 2},
        (), ("dutch", "reading"),
    ),
    "sports_training": Work(
        "Sporttraining", 0, {"walking": 1, "standing": 2}, (), ("fitness", "daily_rhythm"),
    ),
    "care_path": Work(
        "Zorgtraject", 0, {"speaking": 1}, (), ("daily_rhythm", "coping"),
    ),
}  # fmt: skip
