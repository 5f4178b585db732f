"""The codes of an answer in words, beside them: for which reader, in which language."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Self

from fastapi import Depends, Header, Query, Response
from pydantic import Field

from service.api.deps import Page, QueryKeys
from service.api.views import View
from service.texts import CATALOGUE, Language, Register, say


class WordKeys(QueryKeys):
    """For whom the codes are said in words."""

    register_: Register = Field(
        default=Register.CASEWORKER,
        alias="register",
        description="For whom `texts` are: the person (candidate), a caseworker or an auditor.",
        examples=["candidate"],
    )


class WordPage(WordKeys, Page):
    """Which part of a list, and for whom its codes are said in words."""


AcceptLanguage = Annotated[
    str | None,
    Header(
        alias="Accept-Language",
        max_length=200,
        description="Language of texts: nl or en; nl when neither is asked.",
        examples=["en"],
    ),
]


async def language_of(response: Response, asked: AcceptLanguage = None) -> Language:
    """Give the language that a caller likes best of those that there are, and name it."""
    language = preferred(asked or "")
    response.headers["Content-Language"] = language
    return language


LanguageDep = Annotated[Language, Depends(language_of)]
WordKeysDep = Annotated[WordKeys, Query()]
WordPageDep = Annotated[WordPage, Query()]


def preferred(accepted: str) -> Language:
    """Read an Accept-Language header; Dutch where it names no language that there is."""
    liked = {language: weight for weight, language in sorted(_ranges(accepted)) if weight > 0}
    return max(Language, key=lambda each: liked.get(each, 0.0))


def _ranges(accepted: str) -> Iterator[tuple[float, str]]:
    for part in accepted.split(","):
        named, _, quality = part.replace(" ", "").partition(";q=")
        try:
            weight = float(quality or 1)
        except ValueError:
            continue
        yield weight, named.lower().partition("-")[0]


@dataclass(frozen=True, slots=True)
class Reader:
    """For whom something is said, and in which language."""

    register: Register
    language: Language

    def told(self, told: Told) -> str | None:
        """Say something; None where the catalogue has no words, as of a code of an older version.

        What is known now always has words: the tests see to it.
        """
        said = [
            say(key, self.register, self.language, **parameters)
            for key, parameters in told.messages
            if key in CATALOGUE
        ]
        return " ".join(said) or None


@dataclass(frozen=True, slots=True)
class Told:
    """What is said of a code in a field of an answer: messages by key, with their parameters."""

    field: str
    code: str
    messages: tuple[tuple[str, Mapping[str, Any]], ...]

    @classmethod
    def of(cls, field: str, code: str, key: str, **parameters: object) -> Told:
        """Say one message of a code."""
        return cls(field, code, ((key, parameters),))

    def and_then(self, key: str, **parameters: object) -> Told:
        """Say one message more."""
        return Told(self.field, self.code, (*self.messages, (key, parameters)))


class TextView(View):
    """A code of the answer in words."""

    field: str = Field(description="The field of the answer.", examples=["unknowns"])
    code: str = Field(description="The code in it.", examples=["vog"])
    text: str = Field(examples=["Vraag of een VOG is aangevraagd, en op welke dag die komt."])


def _without_repeats(said: list[TextView]) -> list[TextView]:
    first: dict[str, TextView] = {}
    for one in said:
        first.setdefault(one.text, one)
    return list(first.values())


class WordedView(View):
    """A part of an answer whose codes can be said in words."""

    texts: list[TextView] | None = Field(
        default=None,
        description="The codes in words, for the `register` that is asked; "
        "to the person no text is given twice.",
    )

    def in_words(self, reader: Reader) -> Self:
        """Give the same with its codes in words; a person is not told the same twice."""
        said = [
            TextView(field=one.field, code=one.code, text=text)
            for one in self._told()
            if (text := reader.told(one)) is not None
        ]
        if reader.register is Register.CANDIDATE:
            said = _without_repeats(said)
        return self.model_copy(update={"texts": said})

    @abstractmethod
    def _told(self) -> Iterator[Told]:
        """Give what is to be said of each code."""
