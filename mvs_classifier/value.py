"""Immutable values, which the package's functions return."""

from __future__ import annotations

from operator import is_

from mvs_classifier.i18n import _, joined

TYPE_CHECKING = False  # importing typing takes half as long as starting Python
if TYPE_CHECKING:
    from typing import Any, ClassVar, NoReturn, Self, TypeVar, dataclass_transform

    K = TypeVar("K")
    V = TypeVar("V")
else:
    K = V = None

    def dataclass_transform(**_named: object) -> object:
        """Only type checkers need it."""
        return lambda value_type: value_type


class FrozenDict(dict[K, V]):
    """A dict that cannot be changed and is hashable."""

    __slots__ = ()

    def _refuse(self, *_args: Any, **_named: Any) -> NoReturn:
        raise TypeError(_("this dict belongs to a result and cannot be changed; copy it with dict(…)"))

    __setitem__ = __delitem__ = __ior__ = clear = pop = popitem = setdefault = update = _refuse

    def __hash__(self) -> int:  # type: ignore[override]
        return hash(frozenset(self.items()))

    def __reduce__(self) -> tuple[type[Self], tuple[dict[K, V]]]:
        return type(self), (dict(self),)


_TAKEN_AS_THEY_ARE = {str, int, float, bool, type(None), tuple, FrozenDict}


@dataclass_transform(frozen_default=True)
class Value:
    """An immutable value: not a tuple, equal and hashable by content.

    A subclass lists its attributes in ``_fields``, in the order in which they are given, and in ``__slots__``. It
    derives from this and not from a dataclass because importing ``dataclasses`` takes as long as starting Python.
    """

    __slots__ = ()
    _fields: ClassVar[tuple[str, ...]]

    def __init__(self, *values: Any, **named: Any) -> None:
        fields = self._fields
        if named:
            values += tuple(named.pop(name) for name in fields[len(values) :] if name in named)
        if named or len(values) != len(fields):
            raise TypeError(_("{kind} takes exactly {fields}", kind=type(self).__name__, fields=joined(fields)))
        for name, value in zip(fields, values, strict=True):
            object.__setattr__(self, name, value if type(value) in _TAKEN_AS_THEY_ARE else frozen(value))

    def to_dict(self) -> dict[str, Any]:
        """Return the value as a dict of plain values: str, int, float, bool, None, and lists and dicts of those."""
        return {name: plain(getattr(self, name)) for name in self._fields}

    # ``dict(value)`` is ``value.to_dict()``, which is how FastAPI encodes a response.
    def keys(self) -> tuple[str, ...]:
        """Return the names of the attributes."""
        return self._fields

    def __getitem__(self, name: str) -> Any:
        if isinstance(name, str):
            return self.to_dict()[name]
        raise TypeError(
            _(
                "a {kind} is not a tuple; use its attributes: {fields}",
                kind=type(self).__name__,
                fields=joined(self._fields),
            )
        )

    __iter__: ClassVar[None] = None  # or Python would iterate by __getitem__

    def _content(self) -> tuple[Any, ...]:
        return tuple(getattr(self, name) for name in self._fields)

    def _replace(self, **changes: Any) -> Self:
        """Return the same value with some attributes changed."""
        return type(self)(**{**dict(zip(self._fields, self._content(), strict=True)), **changes})

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(_("a {kind} cannot be changed", kind=type(self).__name__))

    def __delattr__(self, name: str) -> None:
        raise AttributeError(_("a {kind} cannot be changed", kind=type(self).__name__))

    def __eq__(self, other: object) -> bool:
        return self._content() == other._content() if type(other) is type(self) else NotImplemented

    def __hash__(self) -> int:
        return hash((type(self), self._content()))

    def __repr__(self) -> str:
        named = (f"{name}={value!r}" for name, value in zip(self._fields, self._content(), strict=True))
        return f"{type(self).__name__}({', '.join(named)})"

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), self._content()

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, _memo: Any) -> Self:
        return self

    @classmethod
    def __get_pydantic_core_schema__(cls, *_args: Any) -> Any:
        """Let FastAPI and pydantic take the type as an annotation; they show it as the dict of plain values."""
        from pydantic_core import core_schema

        as_dict = core_schema.dict_schema(core_schema.str_schema(), core_schema.any_schema())
        return core_schema.json_or_python_schema(
            json_schema=as_dict,
            python_schema=core_schema.is_instance_schema(cls),
            serialization=core_schema.plain_serializer_function_ser_schema(cls.to_dict, return_schema=as_dict),
        )


def frozen(value: Any) -> Any:
    """Return the same content in types that cannot be changed: tuples for lists, frozen dicts for dicts."""
    if isinstance(value, FrozenDict):
        return value
    if isinstance(value, dict):
        return FrozenDict({key: frozen(item) for key, item in value.items()})
    if not isinstance(value, list | tuple):
        return value
    items = tuple(map(frozen, value))
    if isinstance(value, tuple) and all(map(is_, items, value)):
        return value
    return type(value)(*items) if hasattr(value, "_fields") else items


def plain(value: Any) -> Any:
    """Return the same content in plain types: str for labels, lists for tuples, dicts for values and named tuples."""
    if isinstance(value, Value):
        return value.to_dict()
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if hasattr(value, "_asdict"):
        return plain(value._asdict())
    if isinstance(value, list | tuple):
        return list(map(plain, value))
    return str(value) if isinstance(value, str) else value
