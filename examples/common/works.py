"""Kinds of work: what each asks of a person, teaches and is called; and things to learn."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Work:
    """One kind of work.

    `wanted` is how much people want it beside the others (weight in the Dirichlet draw);
    `demands` names the functional items that it asks and how much, every other item asks 0.
    """

    name: str
    wanted: float
    demands: dict[str, int]
    skills: tuple[str, ...]
    learning: tuple[str, ...]
    dutch: tuple[str, ...] = ("none", "A1", "A2")
    vog_share: float = 0.08
    licence_share: float = 0.0


WORKS: dict[str, Work] = {
    "garden_work": Work(
        "Medewerker groen", 1.5,
        {"lifting": 2, "kneeling": 2, "bending": 2, "walking": 2, "heat_and_cold": 3,
         "pushing_pulling": 2, "keeping_attention": 1, "using_hands": 1, "standing": 2},
        ("gardening", "machines"), ("gardening", "machines", "working_together"),
       
    ),
    "kitchen_work": Work(
        "Medewerker keuken", 1.3,
        {"standing": 3, "working_pace": 2, "keeping_attention": 2, "skin_contact": 2,
         "using_hands": 2, "working_together": 2, "remembering": 2, "heat_and_cold": 1,
         "carrying": 2},
        ("cooking", "food_safety"), ("food_safety", "cooking", "working_together"),
    ),
    "cleaning": Work(
        "Medewerker schoonmaak", 0.7,
        {"bending": 2, "reaching": 2, "skin_contact": 3, "walking": 2, "pushing_pulling": 2,
         "own_planning": 1, "kneeling": 1, "standing": 2},
        ("cleaning",), ("planning", "cleaning"),
    ),
    "packing": Work(
        "Medewerker inpak", 0.8,
        {"sitting": 2, "using_hands": 2, "working_pace": 2, "keeping_attention": 2, "noise": 2,
         "seeing": 2, "reaching": 2},
        ("packing",), ("working_pace", "working_together"),
    ),
    "shop_work": Work(
        "Medewerker winkel", 1.2,
        {"customer_contact": 3, "speaking": 3, "standing": 3, "hearing": 2, "handling_change": 2,
         "handling_conflict": 1, "lifting": 2, "remembering": 2},
        ("sales", "cash_desk"), ("customer_service", "dutch", "cash_desk"),
        dutch=("A2", "B1"),
    ),
    "bicycle_repair": Work(
        "Medewerker fietsenwerkplaats", 0.9,
        {"using_hands": 3, "standing": 2, "kneeling": 2, "seeing": 3, "keeping_attention": 2,
         "dust_and_fumes": 2, "lifting": 2},
        ("bicycle_repair", "tools"), ("bicycle_repair", "tools", "working_together"),
    ),
    "care_support": Work(
        "Gastvrouw of gastheer zorg", 1.3,
        {"speaking": 2, "others_emotions": 3, "hearing": 3, "working_together": 2, "walking": 2,
         "remembering": 2, "handling_change": 2, "customer_contact": 2},
        ("caring", "first_aid"), ("caring", "dutch", "first_aid"),
        dutch=("A2", "A2", "B1"), vog_share=0.6,
    ),
    "administration": Work(
        "Medewerker administratie", 0.9,
        {"reading_writing": 3, "sitting": 3, "keeping_attention": 3, "seeing": 3,
         "own_planning": 2, "remembering": 3, "using_hands": 1},
        ("computer", "filing"), ("computer", "planning", "dutch"),
        dutch=("B1", "B1", "B2"),
    ),
    "reception": Work(
        "Medewerker ontvangst", 0.8,
        {"speaking": 3, "hearing": 2, "customer_contact": 2, "sitting": 2, "remembering": 2,
         "dividing_attention": 2, "reading_writing": 2, "handling_conflict": 1},
        ("computer", "hospitality"), ("customer_service", "computer", "dutch"),
        dutch=("A2", "A2", "B1"),
    ),
    "odd_jobs": Work(
        "Klussenteam", 1.2,
        {"lifting": 2, "carrying": 2, "climbing_stairs": 1, "using_hands": 2, "kneeling": 2,
         "working_together": 2, "heat_and_cold": 1, "dust_and_fumes": 1, "standing": 2},
        ("tools", "painting"), ("tools", "working_together", "painting"),
        vog_share=0.2, licence_share=0.05,
    ),
    "animal_care": Work(
        "Dierverzorger", 1.1,
        {"lifting": 2, "bending": 2, "heat_and_cold": 2, "dust_and_fumes": 2, "walking": 2,
         "keeping_attention": 2, "evening_work": 1},
        ("animals",), ("animals", "planning"),
    ),
    "driving": Work(
        "Chauffeur", 0.6,
        {"sitting": 3, "seeing": 3, "keeping_attention": 3, "lifting": 2, "handling_change": 2,
         "speaking": 2, "own_planning": 2},
        ("driving",), ("planning", "customer_service"),
        dutch=("A2", "B1"), vog_share=0.3, licence_share=0.95,
    ),
    "creative_work": Work(
        "Medewerker atelier", 1.0,
        {"using_hands": 3, "sitting": 2, "seeing": 2, "keeping_attention": 2, "own_planning": 1},
        ("textiles", "tools"), ("textiles", "working_together", "computer"),
    ),
    "sports_support": Work(
        "Hulp bij sport en spel", 0.9,
        {"walking": 3, "speaking": 2, "working_together": 2, "others_emotions": 1, "noise": 2,
         "standing": 2, "evening_work": 1, "handling_change": 2},
        ("coaching_sports", "first_aid"), ("first_aid", "working_together", "fitness"),
        dutch=("A1", "A2", "B1"), vog_share=0.6,
    ),
}  # fmt: skip

#: What people want to learn.
LEARNING = (
    "dutch", "computer", "working_together", "customer_service", "machines", "food_safety",
    "planning", "fitness", "first_aid", "tools", "caring", "daily_rhythm",
)  # fmt: skip
