"""What a little more of something scarce would bring: for who plans; `hours` are per week."""

from __future__ import annotations

from service.texts.message import Message

MORE: dict[str, Message] = {
    "more.seats": Message(
        ("Stel: op een plek is ruimte voor meer mensen.",
         "Suppose a place has room for more people."),
        ("{amount:# plaats|# plaatsen} meer op {reference}.",
         "{amount:# more seat|# more seats} at {reference}."),
        ("seats van {reference} + {amount}.", "seats of {reference} + {amount}."),
    ),
    "more.total": Message(
        ("Stel: een organisatie heeft plaats voor meer mensen.",
         "Suppose an organisation has room for more people."),
        ("{amount:# persoon|# mensen} meer tegelijk bij {reference}.",
         "{amount:# more person|# more people} at a time at {reference}."),
        ("total_seats van {reference} + {amount}.", "total_seats of {reference} + {amount}."),
    ),
    "more.guidance": Message(
        ("Stel: de begeleiders op een plek hebben meer tijd.",
         "Suppose the guides at a place have more time."),
        ("{hours:# uur|# uur} werkbegeleiding per week meer bij {reference}, niveau {level}.",
         "{hours:# more hour|# more hours} of guidance a week at {reference}, level {level}."),
        ("guidance van {reference}, niveau {level:code} + {hours} uur per week.",
         "guidance of {reference}, level {level:code} + {hours} hours a week."),
    ),
    "more.coaching": Message(
        ("Stel: een jobcoach heeft meer tijd.", "Suppose a job coach has more time."),
        ("{hours:# uur|# uur} per week meer van jobcoach {reference}.",
         "{hours:# more hour|# more hours} a week of job coach {reference}."),
        ("coaching van {reference} + {hours} uur per week.",
         "coaching of {reference} + {hours} hours a week."),
    ),
    "brings.people": Message(
        ("Dan is er plek voor meer mensen.", "Then there is a place for more people."),
        ("Dan is er plek voor {people:# persoon|# mensen} meer.",
         "Then there is a place for {people:# person|# people} more."),
        ("placed_more {people}, certain: geen plan zonder dit is evenveel waard.",
         "placed_more {people}, certain: no plan without this is worth as much."),
    ),
    "brings.fit": Message(
        ("Dan passen plekken beter bij mensen.", "Then places suit people better."),
        ("Dan wordt het plan beter, maar krijgen niet meer mensen een plek.",
         "Then the plan is better, but no more people get a place."),
        ("certain, placed_more niet boven 0.", "certain, placed_more not above 0."),
    ),
    "brings.nothing": Message(
        ("Dat helpt niemand.", "That helps nobody."),
        ("Dat helpt niet: geen plan wordt er beter van.",
         "That does not help: no plan is better for it."),
        ("atMost 0: geen plan hiermee is meer waard.",
         "atMost 0: no plan with this is worth more."),
    ),
    "brings.not_certain": Message(
        ("Of dat helpt, is niet zeker.", "Whether that helps is not certain."),
        ("Of dat helpt, is niet zeker: het verschil valt binnen de speling van de plannen.",
         "Whether that helps is not certain: the difference is within the gaps of the plans."),
        ("niet certain: binnen gap.", "not certain: within the gap."),
    ),
}  # fmt: skip
