"""What was typed wrong on the command line, said in Dutch."""

from typing import Any

from typer.exceptions import TyperException

INTEGER = "een heel getal"


def explain(error: TyperException) -> str:
    """Return what is wrong with a command, and what to do now."""
    command = _command(getattr(error, "ctx", None))
    return f"{_wrong(error, command)} Zie `{command} --help`."


def _wrong(error: TyperException, command: str) -> str:
    option = getattr(error, "option_name", "een optie")
    # typer keeps the classes of its errors to itself, so their names tell them apart.
    told = {
        "NoSuchOption": f"De optie {option} bestaat niet bij `{command}`. "
        "Zet `--` voor een vraag die met een streepje begint.",
        "MissingParameter": f"Er ontbreekt iets na `{command}`: {_name(error)}.",
        "BadParameter": f"De waarde van {_name(error)} klopt niet: typ {_allowed(error)}.",
        "BadOptionUsage": f"Na {option} hoort een waarde, of juist niet.",
        "NoArgsIsHelpError": "Er is geen opdracht.",
    }
    if type(error).__name__ in told:
        return told[type(error).__name__]
    context = getattr(error, "ctx", None)
    if context is not None and hasattr(context.command, "commands"):
        return "Die opdracht bestaat niet."
    return (
        f"Er staan woorden te veel na `{command}`. Zet een vraag of naam van meer woorden tussen "
        "aanhalingstekens."
    )


def _command(context: Any) -> str:
    """Return the command as one types it, also when it was started as a module."""
    names: list[str] = []
    while context is not None and context.parent is not None:
        names.insert(0, str(context.info_name))
        context = context.parent
    return " ".join(["kb", *names])


def _name(error: TyperException) -> str:
    parameter = getattr(error, "param", None)
    if parameter is None:
        return "een optie"
    names = [name for name in parameter.opts if name.startswith("-")]
    return str(names[0] if names else parameter.name.upper())


def _allowed(error: TyperException) -> str:
    described = getattr(getattr(error, "param", None), "type_descriptor", None)
    if described is None:
        return "iets anders"
    if described.is_choice:
        return " of ".join(map(str, described.choices))
    low, high = described.parameter_info.min, described.parameter_info.max
    if low is not None and high is not None:
        return f"{INTEGER} van {low} tot en met {high}"
    return INTEGER if described.annotation in {int, int | None} else "een andere waarde"
