"""What the codes mean in words: three registers, two languages, one catalogue."""

from service.texts.catalogue import CATALOGUE, say
from service.texts.message import Message, Register
from service.texts.names import NAMES, Language, named

__all__ = ["CATALOGUE", "NAMES", "Language", "Message", "Register", "named", "say"]
