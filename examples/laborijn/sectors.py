"""Sectors of organisations: what they are called, which work they have, and how big they are."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sector:
    """A kind of organisation.

    `share` is its weight among the organisations; `size` how many vacancies it has beside the
    others; `levels` the chance that its own guides offer a level of guidance.
    """

    share: float
    size: float
    prefixes: tuple[str, ...]
    works: dict[str, float]
    kinds: dict[str, float]
    levels: dict[str, float]


_SMALL = {"light": 1.0, "medium": 0.45, "intensive": 0.08}
_ABLE = {"light": 1.0, "medium": 0.9, "intensive": 0.6}
_CLUB = {"volunteering": 0.68, "social_activation": 0.3, "work_experience": 0.02}
_HOUSE = {"volunteering": 0.45, "social_activation": 0.4, "work_experience": 0.1,
          "internship": 0.05}  # fmt: skip
_FIRM = {"social_activation": 0.12, "work_experience": 0.25, "sheltered": 0.12, "seconded": 0.14,
         "learn_work": 0.09, "supported_job": 0.12, "trial_placement": 0.06,
         "internship": 0.1}  # fmt: skip
_CARE = {"volunteering": 0.35, "social_activation": 0.3, "day_activity": 0.07,
         "work_experience": 0.1, "internship": 0.1}  # fmt: skip
_TRADE = {"work_experience": 0.35, "trial_placement": 0.15, "supported_job": 0.2,
          "learn_work": 0.1, "regular_job": 0.1, "internship": 0.1}  # fmt: skip
_TOWN = {"municipal_job": 0.35, "work_experience": 0.4, "volunteering": 0.15,
         "learn_work": 0.1}  # fmt: skip

SECTORS: dict[str, Sector] = {
    "food_bank": Sector(6, 1.2, ("Voedselbank",),
        {"packing": 4, "shop_work": 2, "driving": 1, "administration": 1}, _CLUB, _SMALL),
    "community_centre": Sector(13, 1.2, ("Buurthuis", "Dorpshuis"),
        {"kitchen_work": 3, "reception": 3, "creative_work": 2, "odd_jobs": 1, "cleaning": 1},
        _HOUSE, _SMALL),
    "sports_club": Sector(13, 0.8, ("Sportvereniging", "Voetbalvereniging"),
        {"sports_support": 3, "garden_work": 2, "odd_jobs": 3, "kitchen_work": 1}, _CLUB, _SMALL),
    "care_home": Sector(10, 1.3, ("Woonzorgcentrum", "Zorgboerderij"),
        {"care_support": 4, "kitchen_work": 2, "garden_work": 2, "animal_care": 1,
         "reception": 1}, _CARE, _ABLE),
    "animal_shelter": Sector(4, 0.9, ("Dierenopvang", "Kinderboerderij"),
        {"animal_care": 5, "garden_work": 1, "reception": 1}, _CLUB, _SMALL),
    "thrift_shop": Sector(7, 1.4, ("Kringloop",),
        {"shop_work": 3, "bicycle_repair": 2, "packing": 2, "creative_work": 1, "driving": 1},
        _HOUSE, _ABLE),
    "social_firm": Sector(8, 2.4, ("Werkbedrijf", "Leerwerkplaats"),
        {"packing": 3, "garden_work": 3, "bicycle_repair": 2, "cleaning": 2, "kitchen_work": 1,
         "creative_work": 1, "administration": 1}, _FIRM, _ABLE),
    "municipality": Sector(4, 1.2, ("Gemeentewerf", "Wijkteam"),
        {"odd_jobs": 3, "garden_work": 3, "administration": 2, "reception": 1}, _TOWN, _ABLE),
    "community_garden": Sector(7, 0.9, ("Pluktuin", "Moestuin"),
        {"garden_work": 6, "kitchen_work": 1, "animal_care": 1}, _HOUSE, _SMALL),
    "repair_cafe": Sector(4, 0.7, ("Repair Café",),
        {"bicycle_repair": 4, "creative_work": 2, "reception": 1}, _CLUB, _SMALL),
    "school": Sector(7, 0.9, ("Basisschool", "Bibliotheek"),
        {"administration": 2, "odd_jobs": 2, "reception": 2, "care_support": 1,
         "sports_support": 1}, _CLUB, _SMALL),
    "trade": Sector(7, 0.8, ("Bouwmarkt", "Bakkerij", "Groencentrum"),
        {"shop_work": 3, "packing": 2, "cleaning": 1, "driving": 1, "kitchen_work": 1},
        _TRADE, _SMALL),
}  # fmt: skip

#: Two per municipality give the routes: a house of learning, and one of health and sport.
ROUTE_SECTORS: dict[str, tuple[str, dict[str, float]]] = {
    "learning_house": ("Leerhuis", {"language_course": 1}),
    "vitality_centre": ("Vitaliteitscentrum", {"sports_training": 3, "care_path": 2}),
}

NAMES = (
    "De Schakel", "De Brug", "'t Anker", "De Linde", "De Wissel", "Het Kompas", "De Zwaluw",
    "De Vonk", "De Hoeve", "'t Veld", "De Klimop", "De Lantaarn", "De Molen", "De Veerkracht",
    "De Esch", "'t Trefpunt", "De Akker", "De Beuk", "Het Baken", "De Kans", "De Wilg",
    "De Ruimte", "'t Spoor", "De Poort", "De Merel", "De Kring", "'t Huis", "De Stap",
    "De Horizon", "De Bongerd", "De Kievit", "'t Loket", "De Regenboog", "De Wegwijzer",
    "De Zonnebloem", "De Toekomst", "'t Erf", "De Oever", "De Parel", "De Haard",
)  # fmt: skip
