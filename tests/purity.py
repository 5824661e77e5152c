"""What core may not do, read off its syntax: it computes values from arguments."""

import ast
from collections.abc import Iterator
from functools import partial


def words(text: str) -> frozenset[str]:
    return frozenset(text.split())


LIBRARY = words(
    "attrs array binascii bisect codecs collections core datetime enum functools"
    " hashlib hmac html idna itertools json re types typing unicodedata"
)
# A library that one module alone may import; stringprep is RFC 3454's tables.
KEPT_TO = {
    "importlib": "core/__init__.py",
    "operator": "core/value.py",
    "pybase64": "core/codec/base64.py",
    "stringprep": "core/sasl/prep.py",
}

# Builtins that reach out of the arguments, or whose result is another one in
# the next run.
BUILTINS = words(
    "open print input eval exec compile breakpoint help exit quit globals vars"
    " __import__ __builtins__ hash id"
)
# Attributes that ask the clock, the time zone, or change a registry that all
# modules share.
ATTRIBUTES = words("now today utcnow fromtimestamp utcfromtimestamp astimezone")
REGISTRIES = frozenset({"open", "register", "register_error", "unregister"})
CACHES = frozenset({"cache", "lru_cache"})
UNTYPED = frozenset({"Any", "cast"})

MUTABLE = words(
    "list dict set bytearray sorted array deque defaultdict Counter OrderedDict"
    " ChainMap SimpleNamespace split rsplit splitlines copy fromkeys findall"
)
FREEZERS = frozenset({"tuple", "frozenset", "MappingProxyType", "frozendict"})
# What hands its argument on in the argument's own order.
ORDERED = words(
    "tuple list iter next enumerate zip map filter reversed join reduce chain"
    " from_iterable"
)

Assignment = ast.Assign | ast.AnnAssign | ast.AugAssign


def called(node: ast.AST) -> str:
    """Return the last name of what `node` calls, or nothing if it is no call."""
    match node:
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)):
            return name
        case ast.Call(func=ast.Subscript(value=ast.Name(id=name))):
            return name
        case _:
            return ""


DISPLAYS = (ast.List, ast.Set, ast.Dict, ast.ListComp, ast.SetComp, ast.DictComp)


def is_mutable(node: ast.expr | None) -> bool:
    """Return whether the value of `node` is, or holds, a container that changes."""
    match node:
        case ast.Tuple(elts=elements):
            return any(is_mutable(element) for element in elements)
        case ast.Starred(value=value):
            return holds_mutable(value)
        case ast.Call(args=arguments, keywords=keywords):
            if called(node) in FREEZERS:
                return any(holds_mutable(argument) for argument in arguments)
            if called(node) == "field":
                defaults = [word.value for word in keywords if word.arg == "default"]
                return any(map(is_mutable, defaults))
            return called(node) in MUTABLE
        case ast.BinOp(left=one, right=other) | ast.IfExp(body=one, orelse=other):
            return is_mutable(one) or is_mutable(other)
        case ast.NamedExpr(value=value):
            return is_mutable(value)
        case _:
            return isinstance(node, DISPLAYS)


def holds_mutable(node: ast.expr) -> bool:
    """Return whether a container inside the container `node` changes."""
    match node:
        case ast.List(elts=elements) | ast.Set(elts=elements):
            return any(is_mutable(element) for element in elements)
        case ast.Dict(keys=keys, values=values):
            return any(
                holds_mutable(value) if key is None else is_mutable(value)
                for key, value in zip(keys, values, strict=True)
            )
        case ast.ListComp(elt=element) | ast.SetComp(elt=element):
            return is_mutable(element)
        case ast.GeneratorExp(elt=element) | ast.DictComp(value=element):
            return is_mutable(element)
        case _:
            return isinstance(node, ast.Tuple) and is_mutable(node)


def is_set(node: ast.AST) -> bool:
    return isinstance(node, ast.Set | ast.SetComp) or called(node) in {
        "set",
        "frozenset",
    }


def top_level(tree: ast.Module) -> Iterator[ast.stmt]:
    """Yield the statements that run on import: of the module and its classes."""
    waiting: list[ast.stmt] = list(tree.body)
    while waiting:
        statement = waiting.pop()
        yield statement
        match statement:
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                pass
            case _:
                waiting += [
                    inner
                    for inner in ast.iter_child_nodes(statement)
                    if isinstance(inner, ast.stmt)
                ]


def import_breaches(node: ast.AST, path: str) -> Iterator[str]:
    match node:
        case ast.Import(names=names):
            for name in names:
                if not allowed(name.name, path):
                    yield f"import {name.name}"
        case ast.ImportFrom(module=module, names=names, level=level):
            if level or not allowed(module or "", path):
                yield f"import from {'.' * level}{module or ''}"
            for name in names:
                if name.name in CACHES | UNTYPED or (
                    module == "codecs" and name.name in REGISTRIES
                ):
                    yield f"import of {name.name}"
        case _:
            pass


def allowed(module: str, path: str) -> bool:
    top = module.partition(".")[0]
    return top in LIBRARY or KEPT_TO.get(top) == path


def name_breaches(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Name(id=name) if name in BUILTINS:
            yield name
        case ast.Attribute(value=ast.Name(id="codecs"), attr=name):
            if name in REGISTRIES:
                yield f"codecs.{name}"
        case ast.Attribute(value=ast.Name(id="functools" | "typing"), attr=name):
            if name in CACHES | UNTYPED:
                yield name
        case ast.Attribute(attr=name) if name in ATTRIBUTES:
            yield f".{name}"
        case ast.Global(names=names):
            yield f"global {' '.join(names)}"
        case _:
            pass


def async_breaches(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.AsyncFunctionDef() | ast.AsyncFor() | ast.AsyncWith() | ast.Await():
            yield "async"
        case ast.comprehension(is_async=1):
            yield "async"
        case _:
            pass


def order_breaches(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.For(iter=source) | ast.comprehension(iter=source):
            sources = [source]
        case ast.Call(args=arguments) if called(node) in ORDERED:
            sources = arguments
        case ast.Starred(value=source):
            sources = [source]
        case _:
            sources = []
    if any(map(is_set, sources)):
        yield "the order of a set"


def default_breaches(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.FunctionDef(args=arguments) | ast.Lambda(args=arguments):
            if any(map(is_mutable, arguments.defaults + arguments.kw_defaults)):
                yield "a mutable default"
        case _:
            pass


def breaches(source: str, path: str) -> Iterator[str]:
    """Yield what the file at `path` does that core may not do, with its lines."""
    tree = ast.parse(source)
    for statement in top_level(tree):
        if isinstance(statement, Assignment) and is_mutable(statement.value):
            yield f"{path}:{statement.lineno}: a mutable container at module level"
    for node in ast.walk(tree):
        for check in (
            name_breaches,
            async_breaches,
            order_breaches,
            default_breaches,
            partial(import_breaches, path=path),
        ):
            line = getattr(node, "lineno", 0)
            yield from (f"{path}:{line}: {breach}" for breach in check(node))
