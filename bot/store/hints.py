"""What SQLite has to be told that PostgreSQL finds out by itself."""

from typing import Any, Self, TypeVar

from sqlalchemy import Boolean, ColumnElement
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.sql.functions import FunctionElement

T = TypeVar("T")


class _Seldom(FunctionElement[bool]):
    name = "seldom"
    type = Boolean()
    inherit_cache = True

    def self_group(self, against: Any = None) -> Self:
        """As it is: "likelihood(…) = 1" would be no hint any more."""
        return self


def seldom(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """SQL: ``condition``, which is true of few rows. SQLite knows how many rows have one value on
    the average only (once somebody has said ANALYZE): asked for the open ones of a large archive by
    several states, it would rather walk all of it."""
    return _Seldom(condition)


@compiles(_Seldom)
def _plain(element: _Seldom, compiler: Any, **more: Any) -> str:
    return f"({compiler.process(element.clauses, **more)})"


@compiles(_Seldom, "sqlite")
def _hinted(element: _Seldom, compiler: Any, **more: Any) -> str:
    return f"likelihood({compiler.process(element.clauses, **more)}, 0.001)"


class _NotByIndex(FunctionElement[Any]):
    name = "not_by_index"
    inherit_cache = True

    def self_group(self, against: Any = None) -> Self:
        """As it is: a sign before the column."""
        return self


def not_by_index(column: InstrumentedAttribute[T]) -> ColumnElement[T]:
    """SQL: ``column``, which many rows may have in common. SQLite takes the index of the most
    columns, and a word to all deputies is one case of a thousand notices."""
    return _NotByIndex(column)


@compiles(_NotByIndex)
def _unsigned(element: _NotByIndex, compiler: Any, **more: Any) -> str:
    return str(compiler.process(element.clauses, **more))


@compiles(_NotByIndex, "sqlite")
def _signed(element: _NotByIndex, compiler: Any, **more: Any) -> str:
    return f"+{compiler.process(element.clauses, **more)}"
